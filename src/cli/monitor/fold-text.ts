import { cutText, textWidth } from '../../console/text-width.ts';
import { wrapText } from '../wrap-text.ts';

/** All of a text in lines of at most `width`, broken within words that are longer than a line. */
export function foldText(text: string, width: number, indent: string): readonly string[] {
  if (text === '') return [];
  const room = Math.max(2, width - indent.length);
  const words = text.split(' ').flatMap((word) => pieces(word, room));
  return wrapText(words.join(' '), width, indent, indent);
}

function pieces(word: string, room: number): readonly string[] {
  const parts: string[] = [];
  let rest = word;
  while (textWidth(rest) > room) {
    const part = cutText(rest, room).slice(0, -1);
    parts.push(part);
    rest = rest.slice(part.length);
  }
  return [...parts, rest];
}
