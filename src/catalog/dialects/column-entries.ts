import { type Path, pathPrefix } from '../../yaml/problem.ts';
import { type Fields, fieldsOf, isMap, type Notes } from './fields.ts';

export interface ColumnEntry {
  readonly key: string;
  readonly fields: Fields;
  readonly path: Path;
  /** With what unquoted commas have cut off. */
  readonly description: string;
}

/** The columns under `metrics`, a list of maps; of two with one name the last counts. */
export function columnEntries(metrics: unknown, path: Path, notes: Notes): readonly ColumnEntry[] {
  if (!Array.isArray(metrics)) {
    notes.report(path, `${pathPrefix(path)}expected a list of columns`);
    return [];
  }
  const byKey = new Map<string, ColumnEntry>();
  for (const [index, item] of metrics.entries()) {
    if (!isMap(item)) {
      notes.report([...path, index], `${pathPrefix([...path, index])}expected a map`);
      continue;
    }
    for (const [key, value] of Object.entries(item)) {
      const here = [...path, index, key];
      if (byKey.has(key))
        notes.warn(here, `column ${key} is declared again; the last counts`, 'key');
      const fields = fieldsOf(value ?? {}, here, notes);
      const description = descriptionOf(fields, isMap(value) ? value : {});
      byKey.set(key, { key, fields, path: here, description });
    }
  }
  return [...byKey.values()];
}

/** In `{ usage: GAUGE, description: a, b }` the text ends at the comma, and b is a key without value. */
function descriptionOf(fields: Fields, map: Readonly<Record<string, unknown>>): string {
  const description = fields.text('description') ?? '';
  const cutOff = Object.keys(map).filter((key) => map[key] === null && key !== 'description');
  return [description, ...(description === '' ? [] : cutOff)].join(', ').trim();
}
