import { textWidth } from '../console/text-width.ts';

/** Breaks a text at its blanks into lines of at most `width`; a longer word has a line of its own. */
export function wrapText(
  text: string,
  width: number,
  first: string,
  following: string,
): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line);
      line = following;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
