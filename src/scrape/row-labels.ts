import type { Column } from '../catalog/query.ts';
import { escapeLabelValue, type Labels } from '../metrics/label-text.ts';
import { goLabel } from './go-values.ts';

/**
 * Gives the label text of a row. Labels are sorted by name once, here, and not for every row. A
 * label column that the result lacks is left out, a NULL is an empty label, and a column wins over
 * a label of the same name from outside.
 */
export function rowLabels(
  columns: readonly Column[],
  index: ReadonlyMap<string, number>,
  extraLabels: Labels,
  typeOids: readonly number[] = [],
): (row: readonly (string | null)[]) => string {
  const own = columns.flatMap(({ usage, name, column, default: fallback = '', goValues }) => {
    const position = usage === 'LABEL' ? index.get(column) : undefined;
    if (position === undefined) return [];
    const read = goValues ? goLabel(typeOids[position] ?? 0) : asItIs;
    return [{ name, position, fallback, read }];
  });
  const taken = new Set(own.map(({ name }) => name));
  const extra = Object.entries(extraLabels).flatMap(([name, value]) =>
    taken.has(name) ? [] : [{ name, text: `${name}="${escapeLabelValue(value)}"` }],
  );
  const parts = [...own, ...extra].sort((a, b) => (a.name < b.name ? -1 : 1));
  return (row) => {
    let text = '';
    for (const part of parts) {
      if (text !== '') text += ',';
      if ('text' in part) text += part.text;
      else {
        const value = row[part.position];
        const own = typeof value === 'string' ? part.read(value) : part.fallback;
        text += `${part.name}="${escapeLabelValue(own)}"`;
      }
    }
    return text;
  };
}

function asItIs(text: string): string {
  return text;
}
