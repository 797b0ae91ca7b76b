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
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = following;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
