import { distance } from 'fastest-levenshtein';

/** `; did you mean "x"?` where one known word is clearly nearest, otherwise ''. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = likeliest(word.toLowerCase(), [...new Set(known)]);
  return meant === undefined ? '' : `; did you mean "${meant}"?`;
}

function likeliest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((name) => ({ name, far: distance(word, name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  const [best, second] = ranked;
  const isNear = best !== undefined && best.far <= Math.ceil(word.length / 3);
  if (isNear && best.far !== second?.far) return best.name;
  if (word.length < SHORTEST_PART) return undefined;
  const longer = known.filter((name) => name.toLowerCase().includes(word));
  return longer.length === 1 ? longer[0] : undefined;
}

/** Fewer letters stand in too many words by chance. */
const SHORTEST_PART = 4;
