import type { Path } from '../../yaml/problem.ts';
import type { Notes } from '../dialects/fields.ts';
import type { NativeColumn, NativeQuery } from './imported.ts';
import { canBeWrapped, type ExtraColumn, pivotSql, withExtras } from './wrap-sql.ts';

/** A metric as sql_exporter sees it: with a query of its own, or one that it shares. */
export interface SqlMetric {
  readonly name: string;
  readonly path: Path;
  readonly collector: string;
  readonly sql: string;
  readonly queryName: string;
  readonly usage: 'GAUGE' | 'COUNTER';
  readonly help: string;
  readonly keyLabels: readonly string[];
  readonly staticLabels: readonly (readonly [label: string, text: string])[];
  readonly valueLabel: string;
  readonly values: readonly string[];
  readonly staticValue: number | undefined;
}

/** Metrics with the same SQL and labels are one query, as long as their names begin alike. */
export function groupMetrics(
  metrics: readonly SqlMetric[],
  ttl: string | undefined,
  notes: Notes,
): readonly (readonly [id: string, query: NativeQuery])[] {
  const groups = new Map<string, SqlMetric[]>();
  for (const metric of metrics) {
    const reason = reasonAgainst(metric);
    if (reason !== undefined) {
      notes.warn(metric.path, `${metric.name} is left out: ${reason}`);
      continue;
    }
    const { keyLabels, name, sql, staticLabels, valueLabel } = metric;
    // A pivoted metric has rows of its own.
    const alone = valueLabel === '' ? '' : name;
    const key = JSON.stringify([sql, keyLabels, staticLabels, name.split('_')[0], alone]);
    groups.set(key, [...(groups.get(key) ?? []), metric]);
  }
  return [...groups.values()].map((group) => nativeQuery(group, ttl));
}

function reasonAgainst(metric: SqlMetric): string | undefined {
  const { name, sql, staticLabels, staticValue, valueLabel, values } = metric;
  if (!/^[a-zA-Z]\w*_\w+$/.test(name)) return 'its name needs at least two words with _ between';
  if (values.length === 0 && staticValue === undefined) return 'it has no values';
  if (values.length > 1 && valueLabel === '') return 'several values need a value_label';
  const asItIs = valueLabel === '' && staticLabels.length === 0 && staticValue === undefined;
  return asItIs || canBeWrapped(sql)
    ? undefined
    : 'its statement is no SELECT, so that nothing can be added to the result';
}

function nativeQuery(
  group: readonly SqlMetric[],
  ttl: string | undefined,
): readonly [string, NativeQuery] {
  const [first] = group as readonly [SqlMetric];
  const prefix = commonPrefix(group.map(({ name }) => name));
  const { columns, sql } =
    first.valueLabel === '' ? sideBySide(group, prefix) : pivoted(first, prefix);
  const labels = [
    ...first.keyLabels.map((label) => [label, `Label ${label}.`] as const),
    ...first.staticLabels.map(([label]) => [label, 'Always the same.'] as const),
    ...(first.valueLabel === '' ? [] : [[first.valueLabel, 'Which value it is.'] as const]),
  ];
  const query: NativeQuery = {
    description: `${first.queryName}, of collector ${first.collector || 'without name'} of sql_exporter.`,
    category: 'trend',
    name: prefix,
    ...(ttl === undefined ? {} : { ttl }),
    timeout: '10s',
    query: sql,
    metrics: [
      ...labels.map(([label, description]) => ({
        [label]: { usage: 'LABEL' as const, description },
      })),
      ...columns,
    ],
  };
  return [first.queryName, query];
}

interface Shaped {
  readonly sql: string;
  readonly columns: readonly Readonly<Record<string, NativeColumn>>[];
}

/** One value column for each metric; one that is used twice or as a label, too, is given again. */
function sideBySide(group: readonly SqlMetric[], prefix: string): Shaped {
  const [first] = group as readonly [SqlMetric];
  const taken = new Set([...first.keyLabels, ...first.staticLabels.map(([label]) => label)]);
  const extras: ExtraColumn[] = first.staticLabels.map(([name, text]) => ({ name, text }));
  const columns = group.map((metric) => {
    const { help: description, name, staticValue, usage } = metric;
    const [value = ''] = metric.values;
    const suffix = name.slice(prefix.length + 1);
    const fresh = staticValue === undefined && !taken.has(value);
    const column = fresh ? value : suffix;
    taken.add(column);
    if (staticValue !== undefined) extras.push({ name: column, number: staticValue });
    else if (!fresh) extras.push({ name: column, column: value });
    const rename = column === suffix ? {} : { rename: suffix };
    return { [column]: { usage, ...rename, description } };
  });
  return { sql: withExtras(first.sql, extras), columns };
}

function pivoted(metric: SqlMetric, prefix: string): Shaped {
  const { help: description, name, usage } = metric;
  const suffix = name.slice(prefix.length + 1);
  return {
    sql: pivotSql(metric.sql, {
      keys: metric.keyLabels,
      statics: metric.staticLabels.map(([label, text]) => ({ name: label, text })),
      label: metric.valueLabel,
      value: suffix,
      columns: metric.values,
    }),
    columns: [{ [suffix]: { usage, description } }],
  };
}

/** Whole words, and never all the words of a name. */
function commonPrefix(names: readonly string[]): string {
  const words = names.map((name) => name.split('_'));
  const [first = []] = words;
  const shortest = Math.min(...words.map(({ length }) => length)) - 1;
  let length = 1;
  while (length < shortest && words.every((other) => other[length] === first[length])) length += 1;
  return first.slice(0, length).join('_');
}
