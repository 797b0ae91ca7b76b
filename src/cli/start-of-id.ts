import { InvalidArgumentError } from 'commander';

/** An empty text, as an unset variable of a shell gives it, would be the start of every id. */
export function startOfId(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Expected an id or the start of one.');
  return text;
}
