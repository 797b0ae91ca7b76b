import type { Alert, Matcher } from './api-schema.ts';

/**
 * Matchers that this alert has and its sisters have not: all of its labels as they are. A sister
 * with one label more would match as well, but the alerts of one rule have the same labels.
 */
export function exactMatchers({ labels }: Alert): readonly Matcher[] {
  return Object.entries(labels).map(([name, value]) => ({
    name,
    value,
    isRegex: false,
    isEqual: true,
  }));
}
