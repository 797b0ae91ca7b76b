import { pathPrefix } from '../../yaml/problem.ts';
import type { CatalogQuery, Column, Predicate } from '../query.ts';
import { type ColumnEntry, columnEntries } from './column-entries.ts';
import { fieldsOf } from './fields.ts';
import type { ForeignFile, ForeignQueries } from './foreign-file.ts';
import { foreignQuery, sqlOf } from './foreign-query.ts';
import { rangeBetween } from './range-between.ts';
import { requirementsOfTags } from './requirements-of-tags.ts';
import { COMMON_USAGES } from './usages.ts';

/** A file of pg_exporter's configuration folder. */
export function pgExporterQueries(file: ForeignFile): ForeignQueries {
  return new Map(
    Object.entries(file.entries).map(([branch, entry]) => [branch, queryOf(branch, entry, file)]),
  );
}

const DEFAULT_TIMEOUT_SECONDS = 0.1;

function queryOf(branch: string, entry: unknown, file: ForeignFile): CatalogQuery | undefined {
  const { options } = file;
  const path = [branch];
  const fields = fieldsOf(entry, path, file);
  const prefix = fields.text('name') || branch;
  const timeout = fields.number('timeout') || DEFAULT_TIMEOUT_SECONDS;
  const tags = fields.texts('tags');
  const min = fields.number('min_version') ?? 0;
  const max = fields.number('max_version') ?? 0;
  const version = rangeBetween(min, max);
  const sql = sqlOf(fields.text('query'));
  const fatal = fields.flag('fatal');
  const predicates = predicatesOf(fields.raw('predicate_queries'), branch, file);
  const placed = requirementsOfTags(tags);
  const query = {
    id: branch,
    prefix,
    description: fields.text('desc'),
    ttlSeconds: fields.number('ttl'),
    timeoutMs: timeout < 0 ? Number.POSITIVE_INFINITY : timeout * 1000,
    priority: fields.number('priority') || 100 + options.rank,
  };
  const skip = fields.flag('skip');
  const metrics = fields.raw('metrics') ?? [];
  fields.finish();
  const columns = columnEntries(metrics, [...path, 'metrics'], file).map((column) =>
    columnOf(prefix, column, file),
  );
  if (skip) return undefined;
  const everywhere = options.databases === 'all' && !tags.includes('cluster');
  return foreignQuery(
    {
      ...query,
      scope: everywhere || placed.databases !== undefined ? 'database' : 'server',
      requires: {
        ...placed.requires,
        ...(version === undefined ? {} : { version }),
        predicates: [...placed.predicates, ...predicates],
      },
      variants: [{ when: '', sql }],
      columns: columns.flat(),
      source: file.sourceOf(path),
      more: {
        priority: query.priority,
        group: options.path,
        ...(fatal ? { fatalTo: options.path } : {}),
        ...(placed.databases === undefined ? {} : { databases: placed.databases }),
        ...(everywhere ? {} : { databaseLabel: false }),
      },
    },
    path,
    file,
  );
}

function predicatesOf(list: unknown, branch: string, file: ForeignFile): readonly Predicate[] {
  if (list === undefined) return [];
  const path = [branch, 'predicate_queries'];
  if (!Array.isArray(list)) {
    file.report(path, `${pathPrefix(path)}expected a list`);
    return [];
  }
  return list.map((item, index) => {
    const fields = fieldsOf(item, [...path, index], file);
    const predicate: Predicate = {
      name: fields.text('name') ?? String(index),
      sql: sqlOf(fields.text('predicate_query')),
      ttlMs: (fields.number('ttl') ?? 0) * 1000,
      answer: 'one_boolean',
    };
    fields.finish();
    return predicate;
  });
}

function columnOf(prefix: string, entry: ColumnEntry, file: ForeignFile): Column {
  const { description, fields, key, path } = entry;
  const column = fields.text('name') || key;
  const usage = fields.text('usage') ?? '';
  const suffix = fields.text('rename') || column;
  const scale = fields.number('scale');
  const fallback = fields.number('default');
  const bucket = fields.raw('bucket');
  fields.finish();
  const known = COMMON_USAGES[usage];
  if (known === undefined) {
    const expected = `expected one of ${Object.keys(COMMON_USAGES).join(', ')}, found "${usage}"`;
    file.report([...path, 'usage'], `${pathPrefix([...path, 'usage'])}${expected}`);
  }
  const bounds = known === 'HISTOGRAM' ? boundsOf(bucket, entry, file) : undefined;
  const type = known === 'HISTOGRAM' && bounds === undefined ? 'DISCARD' : (known ?? 'DISCARD');
  return {
    column,
    usage: type,
    name: type === 'LABEL' ? suffix : `${prefix}_${suffix}`,
    description,
    goValues: true,
    ...(scale === undefined ? {} : { scale }),
    ...(bounds === undefined ? {} : { bounds }),
    ...defaultOf(type, fallback, bounds),
  };
}

/** NULL is NaN without a default, but no observation. */
function defaultOf(
  usage: Column['usage'],
  given: number | undefined,
  bounds: readonly string[] | undefined,
): { readonly default?: string } {
  if (usage === 'LABEL' || usage === 'DISCARD') return {};
  if (given !== undefined) return { default: String(given) };
  return bounds === undefined ? { default: 'NaN' } : {};
}

function boundsOf(
  bucket: unknown,
  { path }: ColumnEntry,
  file: ForeignFile,
): readonly string[] | undefined {
  const here = [...path, 'bucket'];
  if (bucket === undefined) {
    file.warn(path, `${pathPrefix(path)}HISTOGRAM without bucket gives nothing`, 'key');
    return undefined;
  }
  const bounds = Array.isArray(bucket) ? bucket.map(Number) : [];
  const rising = bounds.every(
    (bound, index) => index === 0 || bound > (bounds[index - 1] ?? bound),
  );
  if (bounds.length > 0 && rising && bounds.every(Number.isFinite)) return bounds.map(String);
  file.report(here, `${pathPrefix(here)}expected finite numbers in rising order`);
  return undefined;
}
