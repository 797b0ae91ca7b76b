import { Document, isMap, isSeq, visit } from 'yaml';
import type { NativeQuery } from './imported.ts';

/** A catalog file with the columns in one line each and SQL as it stands. */
export function writeNative(queries: ReadonlyMap<string, NativeQuery>, comment: string): string {
  const document = new Document(Object.fromEntries(queries));
  if (comment !== '') document.commentBefore = ` ${comment}`;
  visit(document, {
    Pair(_key, { key, value }) {
      if (String(key) !== 'metrics' || !isSeq(value)) return;
      for (const item of value.items) {
        if (!isMap(item)) continue;
        for (const column of item.items) if (isMap(column.value)) column.value.flow = true;
      }
    },
    Map(key, { items }) {
      // An empty line between queries.
      if (key !== null && key !== 'value') return;
      if (key === null)
        for (const [index, { key: id }] of items.entries()) {
          if (index > 0 && typeof id === 'object' && id !== null)
            Object.assign(id, { spaceBefore: true });
        }
    },
  });
  return document.toString({ lineWidth: 0, blockQuote: 'literal' });
}
