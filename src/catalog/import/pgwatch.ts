import type { CheckedYaml } from '../../yaml/check-yaml.ts';
import type { Path, Problem } from '../../yaml/problem.ts';
import { fieldsOf, isMap, type Notes } from '../dialects/fields.ts';
import { sqlOf } from '../dialects/foreign-query.ts';
import type { Imported, NativeColumn, NativeQuery } from './imported.ts';
import { type ResultColumn, resultColumns } from './result-columns.ts';

/** A file of pgwatch's metrics and presets. */
export function importPgwatch({ problem, value }: CheckedYaml<unknown>): Imported {
  const notes: Problem[] = [];
  const note: Notes['report'] = (path, message, at) => notes.push(problem(path, message, at));
  const data = isMap(value) ? value : {};
  const queries = new Map<string, NativeQuery>();
  for (const [name, metric] of Object.entries(isMap(data.metrics) ? data.metrics : {})) {
    const query = queryOf(name, metric, { report: note, warn: note });
    if (query !== undefined) queries.set(`pgwatch_${name}`, query);
  }
  for (const [name, preset] of Object.entries(isMap(data.presets) ? data.presets : {})) {
    const metrics = isMap(preset) && isMap(preset.metrics) ? Object.entries(preset.metrics) : [];
    const intervals = metrics.map(([metric, seconds]) => `${metric} ${seconds} s`).join(', ');
    note(
      ['presets', name],
      `preset ${name} is left out; set ttl where you want it: ${intervals}`,
      'key',
    );
  }
  return { queries, notes, refusals: [] };
}

function queryOf(name: string, metric: unknown, notes: Notes): NativeQuery | undefined {
  const path = ['metrics', name];
  const fields = fieldsOf(metric, path, notes);
  const description = fields.text('description');
  const sqls = fields.raw('sqls');
  const role = fields.text('node_status');
  const gauges = new Set(fields.texts('gauges'));
  const prefix = `pgwatch_${fields.text('storage_name') || name}`;
  const server = fields.flag('is_instance_level');
  if (fields.text('init_sql') !== undefined) {
    const message =
      'init_sql is left out and never run; read it, and run it yourself if you need it';
    notes.warn([...path, 'init_sql'], message, 'key');
  }
  fields.finish();
  const variants = variantsOf(isMap(sqls) ? sqls : {});
  const columns = columnsOf(variants, [...path, 'sqls'], notes);
  if (columns === undefined) return undefined;
  const metrics = columns.flatMap((column) => nativeColumn(column, name, gauges, path, notes));
  const [only, ...others] = variants;
  const single = only !== undefined && others.length === 0;
  const requires = {
    ...(single && only.from > OLDEST ? { version: only.range } : {}),
    ...(role === 'primary' || role === 'standby' ? { role } : {}),
  };
  return {
    description: description?.trim() || `Metric ${name} of pgwatch.`,
    category: 'trend',
    name: prefix,
    ...(server ? {} : { scope: 'database' }),
    ...(Object.keys(requires).length === 0 ? {} : { requires }),
    timeout: '10s',
    query: single
      ? only.sql
      : Object.fromEntries(variants.map(({ range, sql }) => [range, sql] as const)),
    metrics,
  };
}

/** The oldest PostgreSQL that we know. */
const OLDEST = 13;

interface Variant {
  readonly from: number;
  readonly range: string;
  readonly sql: string;
}

/** Each SQL is for its version and all up to the next; an empty one is for none. */
function variantsOf(sqls: Readonly<Record<string, unknown>>): readonly Variant[] {
  const sorted = Object.entries(sqls).toSorted(([a], [b]) => Number(a) - Number(b));
  return sorted.flatMap(([version, text], index) => {
    const next = sorted[index + 1]?.[0];
    const sql = sqlOf(String(text ?? ''));
    const range = `>=${version}${next === undefined ? '' : ` <${next}`}`;
    return sql === '' ? [] : [{ from: Number(version), range, sql }];
  });
}

/** The columns of all variants; undefined, and noted, when there are none to be found. */
function columnsOf(
  variants: readonly Variant[],
  path: Path,
  { warn }: Notes,
): readonly ResultColumn[] | undefined {
  const columns = new Map<string, ResultColumn>();
  for (const { range, sql } of variants) {
    const found = resultColumns(sql);
    if (found === undefined) {
      const message = `the columns of the SQL for ${range} cannot be told from its text; the metric is left out`;
      warn(path, message);
      return undefined;
    }
    for (const column of found) columns.set(column.name, columns.get(column.name) ?? column);
  }
  if (columns.size > 0) return [...columns.values()];
  warn(path, 'there is no SQL; the metric is left out');
  return undefined;
}

function nativeColumn(
  { isText, name }: ResultColumn,
  metric: string,
  gauges: ReadonlySet<string>,
  path: Path,
  { warn }: Notes,
): readonly Readonly<Record<string, NativeColumn>>[] {
  if (name === 'epoch_ns') return [];
  if (name.startsWith('tag_')) {
    const rename = name.slice('tag_'.length);
    return [{ [name]: { usage: 'LABEL', rename, description: `Label ${rename}.` } }];
  }
  if (isText) {
    warn([...path, 'sqls'], `column ${name} is text and no tag_; it is left out`);
    return [];
  }
  const usage = gauges.has('*') || gauges.has(name) ? 'GAUGE' : 'COUNTER';
  return [{ [name]: { usage, description: `${name} of pgwatch's ${metric}.` } }];
}
