/**
 * A text of several lines as a terminal may have it: what would move its cursor, change its colours
 * or turn the direction of writing is a blank. Lines, and the columns of tables, stay as they are.
 */
export function printable(text: string): string {
  return text.replaceAll('\t', '    ').replace(UNPRINTABLE, ' ');
}

const UNPRINTABLE = /(?!\n)[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
