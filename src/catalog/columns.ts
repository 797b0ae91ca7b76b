import type { Path } from '../yaml/problem.ts';
import type { Column, Feed } from './query.ts';
import type { Report } from './report.ts';
import type { ColumnEntry } from './schema.ts';

/** The declared columns of one query, in the order of the file. */
export function columnsOf(
  { feed, prefix }: { readonly prefix: string; readonly feed?: Feed | undefined },
  metrics: readonly Readonly<Record<string, ColumnEntry>>[],
  path: Path,
  report: Report,
): readonly Column[] {
  const columns = metrics.flatMap((entry, index) =>
    Object.entries(entry).map(([column, definition], position) => {
      const here = [...path, index, column];
      if (position > 0) report(here, 'has two columns in one list entry; start a new "- "', 'key');
      return columnOf(prefix, column, definition, here, report);
    }),
  );
  reportDuplicates(columns, metrics, path, report);
  const other = columns.find(({ usage }) => (usage === 'FIELD') !== (feed !== undefined));
  if (other !== undefined) {
    const expected =
      feed === undefined ? 'needs a query with feed' : 'expected FIELD, as the query has feed';
    report(path, `${other.column} is a ${other.usage}; ${expected}`);
  }
  if (feed !== undefined) return columns;
  const named = columns.filter(({ usage }) => usage === 'NAME');
  const values = columns.filter(({ usage }) => usage === 'GAUGE' || usage === 'COUNTER');
  if (named.length > 0 && (named.length > 1 || values.length !== 1)) {
    report(path, 'with a NAME column there must be exactly one NAME and one GAUGE or COUNTER');
  }
  if (named.length + values.length === 0 && !columns.some(({ usage }) => usage === 'HISTOGRAM')) {
    report(path, 'has no metric; expected at least one GAUGE, COUNTER or HISTOGRAM');
  }
  return columns;
}

function columnOf(
  prefix: string,
  column: string,
  entry: ColumnEntry,
  path: Path,
  report: Report,
): Column {
  const suffix = entry.rename ?? column;
  const label = entry.usage === 'LABEL' || entry.usage === 'FIELD';
  const name = label ? suffix : `${prefix}_${suffix}`;
  if (label && !/^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) {
    report(
      path,
      `"${name}" is not a label name; expected letters, digits and _, no __ at the start`,
      'key',
    );
  }
  if (!label && !/^[a-zA-Z0-9_]+$/.test(suffix)) {
    report(path, `"${name}" is not a metric name; expected letters, digits and _`, 'key');
  }
  if (label && name === 'le') report(path, '"le" is the bucket label of histograms', 'key');
  if (entry.description === undefined && entry.usage !== 'DISCARD') {
    report(path, 'has no description; say what it counts and in which unit', 'key');
  }
  if (entry.default !== undefined && !label && Number.isNaN(Number(entry.default))) {
    report([...path, 'default'], `expected a number, found "${entry.default}"`);
  }
  if (entry.constant !== undefined && entry.usage !== 'GAUGE') {
    report([...path, 'constant'], `is for a GAUGE, and this is a ${entry.usage}`);
  }
  return {
    column,
    usage: entry.usage,
    name,
    description: entry.description ?? '',
    ...(entry.scale === undefined ? {} : { scale: entry.scale }),
    ...(entry.default === undefined ? {} : { default: entry.default }),
    ...(entry.constant === undefined ? {} : { constant: entry.constant }),
  };
}

function reportDuplicates(
  columns: readonly Column[],
  metrics: readonly Readonly<Record<string, unknown>>[],
  path: Path,
  report: Report,
): void {
  const seen = new Set<string>();
  for (const [index, entry] of metrics.entries()) {
    for (const key of Object.keys(entry)) {
      const { name, usage } = columns.find(({ column }) => column === key) ?? {};
      const exported = usage === 'LABEL' ? `label ${name}` : `metric ${name}`;
      const words = usage === 'DISCARD' ? [`column ${key}`] : [`column ${key}`, exported];
      const again = words.find((word) => seen.has(word));
      if (again) report([...path, index, key], `${again} is declared twice`, 'key');
      for (const word of words) seen.add(word);
    }
  }
}
