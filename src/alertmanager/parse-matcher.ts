import type { Matcher } from './api-schema.ts';

/**
 * Reads name=value, name!=value, name=~regex or name!~regex, the value with or without double
 * quotes; undefined when it is none.
 */
export function parseMatcher(text: string): Matcher | undefined {
  const { name, operator, value } = MATCHER.exec(text.trim())?.groups ?? {};
  if (name === undefined || operator === undefined || value === undefined) return undefined;
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(value);
  return {
    name,
    value: quoted === null ? value : (quoted[1] ?? '').replace(/\\(["\\])/g, '$1'),
    isRegex: operator.endsWith('~'),
    isEqual: !operator.startsWith('!'),
  };
}

const MATCHER = /^(?<name>[a-zA-Z_][a-zA-Z0-9_]*)\s*(?<operator>=~|!~|!=|=)\s*(?<value>.*)$/s;
