import { selectorsOf } from './expression.ts';
import { parsePromql } from './parse-promql.ts';

/** The same text with one more matcher in every selector, such as `instance="db1"`. */
export function addMatcher(text: string, matcher: string): string {
  const places = selectorsOf(parsePromql(text)).toSorted((a, b) => b.end - a.end);
  return places.reduce((changed, { braces, end, matchers }) => {
    const inner = matchers.length > 0 ? `, ${matcher}` : matcher;
    return changed.slice(0, end) + (braces ? inner : `{${inner}}`) + changed.slice(end);
  }, text);
}
