import type { Matcher } from './api-schema.ts';

/** As Alertmanager writes it: name="value". */
export function matcherText({ isEqual, isRegex, name, value }: Matcher): string {
  const operator = isEqual ? (isRegex ? '=~' : '=') : isRegex ? '!~' : '!=';
  return `${name}${operator}"${value.replace(/["\\]/g, '\\$&')}"`;
}
