import { formatCount } from './format-count.ts';

/** `1 row`, `2 rows`, `12.3k rows`; `many` where an s is not what makes several of one. */
export function counted(number: number | null, one: string, many = `${one}s`): string {
  return `${formatCount(number)} ${number === 1 ? one : many}`;
}
