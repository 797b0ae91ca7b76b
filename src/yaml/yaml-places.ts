import { isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { keyOffset } from './offset-of.ts';
import type { Path } from './problem.ts';

/** Lines and columns of one YAML file, counted from 1. */
export interface Place {
  readonly line: number;
  readonly col: number;
}

/** Finds its way in a file that has been read before; undefined where there is no such path. */
export interface YamlPlaces {
  key(path: Path): Place | undefined;
  /** Of one character of `text`, which is what stands at `path`, perhaps with its ends trimmed. */
  character(path: Path, text: string, offset: number): Place | undefined;
  value(path: Path): unknown;
}

export function yamlPlaces(source: string): YamlPlaces {
  const lines = new LineCounter();
  const document = parseDocument(source, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
  });
  const place = (offset: number | undefined): Place | undefined =>
    offset === undefined ? undefined : lines.linePos(offset);
  return {
    key: (path) => place(keyOffset(document, path)),
    character(path, text, offset) {
      const node: unknown = document.getIn(path, true);
      if (!isScalar(node) || !node.range) return undefined;
      const [start, end] = node.range;
      const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
      const content = block ? source.indexOf('\n', start) + 1 : start;
      return place(align(source, content, end, text, offset));
    },
    value(path) {
      const node: unknown = document.getIn(path, true);
      return isNode(node) ? node.toJS(document) : undefined;
    },
  };
}

/**
 * Where in the source a character of the value stands. Indentation, folding and escapes put more
 * characters into the source, but never others into the value: blanks apart, they come in order.
 */
function align(source: string, start: number, end: number, text: string, offset: number): number {
  let position = start;
  for (const [index, character] of text.split('').entries()) {
    if (character.trim() === '') continue;
    const found = source.indexOf(character, position);
    if (found < 0 || found >= end) return start;
    if (index >= offset) return found;
    position = found + character.length;
  }
  return start;
}
