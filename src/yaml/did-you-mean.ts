import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean "x"?` where a known word is near enough, otherwise ''. */
export function didYouMean(word: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const exact = known.find((other) => other.toLowerCase() === word.toLowerCase());
  const nearest = exact ?? closest(word, known);
  const near = distance(word.toLowerCase(), nearest.toLowerCase()) <= Math.ceil(word.length / 3);
  return near ? `; did you mean "${nearest}"?` : '';
}
