import { didYouMean } from '../../yaml/did-you-mean.ts';
import { type Path, pathPrefix } from '../../yaml/problem.ts';
import type { CatalogQuery, Column } from '../query.ts';
import { type ColumnEntry, columnEntries } from './column-entries.ts';
import { fieldsOf, type Notes } from './fields.ts';
import type { ForeignFile, ForeignQueries } from './foreign-file.ts';
import { foreignQuery, sqlOf } from './foreign-query.ts';
import { ALL_USAGES } from './usages.ts';

/** postgres_exporter's file of `--extend.query-path`. */
export function postgresExporterQueries(file: ForeignFile): ForeignQueries {
  const { prefix = 'pg' } = file.options;
  return new Map(
    Object.entries(file.entries).map(([id, entry]) => [
      id,
      queryOf(
        id,
        id.replace('pg', () => prefix),
        entry,
        file,
      ),
    ]),
  );
}

function queryOf(
  id: string,
  namespace: string,
  entry: unknown,
  file: ForeignFile,
): CatalogQuery | undefined {
  const { options } = file;
  const path = [id];
  const fields = fieldsOf(entry, path, file);
  const given = fields.text('query');
  const master = fields.flag('master');
  const ttlSeconds = fields.number('cache_seconds');
  const metrics = fields.raw('metrics') ?? [];
  fields.finish({ runonserver: 'postgres_exporter reads it and does not use it' });
  const columns = columnEntries(metrics, [...path, 'metrics'], file).map((column) =>
    columnOf(namespace, column, file),
  );
  if (given !== undefined && sqlOf(given) === '') return undefined;
  const everywhere = options.databases === 'all' && !master;
  return foreignQuery(
    {
      id,
      prefix: namespace,
      scope: everywhere ? 'database' : 'server',
      ttlSeconds,
      timeoutMs: Number.POSITIVE_INFINITY,
      variants: [{ when: '', sql: given === undefined ? `SELECT * FROM ${id}` : sqlOf(given) }],
      columns,
      source: file.sourceOf(path),
      more: {
        undeclared: 'untyped',
        ...(options.serverLabel === false ? {} : { addressLabel: 'server' }),
      },
    },
    path,
    file,
  );
}

function columnOf(namespace: string, entry: ColumnEntry, notes: Notes): Column {
  const { description, fields, key, path } = entry;
  const usage = fields.text('usage') ?? '';
  fields.finish({
    metric_mapping: 'postgres_exporter reads it and does not use it',
    pg_version: 'postgres_exporter reads it and does not use it',
  });
  const known = ALL_USAGES[usage] ?? unknownUsage(usage, path, notes);
  const name = `${namespace}_${key}${usage === 'DURATION' ? '_milliseconds' : ''}`;
  if (usage === 'MAPPEDMETRIC' || usage === 'DURATION') {
    const message = `${pathPrefix([...path, 'usage'])}postgres_exporter does not convert ${usage}; only numbers give samples`;
    notes.warn([...path, 'usage'], message);
  }
  return {
    column: key,
    usage: known,
    name: known === 'LABEL' ? key : name,
    description,
    goValues: true,
    ...(known === 'GAUGE' || known === 'COUNTER' ? { default: 'NaN' } : {}),
  };
}

/** Go's exporters leave a column out whose usage they do not know, and say nothing. */
export function unknownUsage(usage: string, path: Path, { warn }: Notes): 'DISCARD' {
  const hint = didYouMean(usage, Object.keys(ALL_USAGES));
  const found = usage === '' ? 'no usage' : `the unknown usage "${usage}"`;
  warn([...path, 'usage'], `${pathPrefix(path)}${found} counts as DISCARD${hint}`);
  return 'DISCARD';
}
