import { type Document, isNode } from 'yaml';
import type { Path } from './problem.ts';

/** Where the value (or its key) stands; for what is absent, its nearest ancestor. */
export function offsetOf(document: Document.Parsed, path: Path, at: 'key' | 'value'): number {
  const key = at === 'key' ? keyOffset(document, path) : undefined;
  if (key !== undefined) return key;
  for (let length = path.length; length >= 0; length--) {
    if (length < path.length) {
      const offset = keyOffset(document, path.slice(0, length));
      if (offset !== undefined) return offset;
    }
    const node = nodeAt(document, path.slice(0, length));
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** Where the last key of the path stands; undefined where there is none. */
export function keyOffset(document: Document.Parsed, path: Path): number | undefined {
  if (path.length === 0) return undefined;
  const { items } = (nodeAt(document, path.slice(0, -1)) ?? {}) as {
    items?: readonly unknown[];
  };
  for (const item of items ?? []) {
    const node = (item as { key?: unknown } | null)?.key;
    if (isNode(node) && node.range && String(node) === String(path.at(-1))) return node.range[0];
  }
  return undefined;
}

function nodeAt(document: Document.Parsed, path: Path): unknown {
  return path.length === 0 ? document.contents : document.getIn(path, true);
}
