import { type Path, pathPrefix } from '../../yaml/problem.ts';
import type { CatalogQuery, Column, SqlVariant } from '../query.ts';
import { type ColumnEntry, columnEntries } from './column-entries.ts';
import { fieldsOf, isMap, type Notes } from './fields.ts';
import type { ForeignFile, ForeignQueries } from './foreign-file.ts';
import { foreignQuery, sqlOf } from './foreign-query.ts';
import { unknownUsage } from './postgres-exporter.ts';
import { semverRanges } from './semver-ranges.ts';
import { ALL_USAGES } from './usages.ts';

/** CloudNativePG's custom queries. Their ids have the prefix, as other catalogs use the same names. */
export function cloudnativePgQueries(file: ForeignFile): ForeignQueries {
  const { prefix = 'cnpg_' } = file.options;
  return new Map(
    Object.entries(file.entries).map(([key, entry]) => [
      `${prefix}${key}`,
      queryOf(key, prefix, entry, file),
    ]),
  );
}

function queryOf(key: string, prefix: string, entry: unknown, file: ForeignFile): CatalogQuery {
  const path = [key];
  const fields = fieldsOf(entry, path, file);
  const name = `${prefix}${fields.text('name') || key}`;
  const sql = sqlOf(fields.text('query'));
  const runOnServer = fields.text('runonserver') ?? '';
  const predicate = sqlOf(fields.text('predicate_query'));
  const primary = [fields.flag('primary'), fields.flag('master')].includes(true);
  const databases = fields.texts('target_databases');
  const metrics = fields.raw('metrics') ?? [];
  fields.finish({ cache_seconds: 'CloudNativePG reads it and does not use it' });
  const everywhere = file.options.databases === 'all';
  return foreignQuery(
    {
      id: `${prefix}${key}`,
      prefix: name,
      scope: databases.length > 0 || everywhere ? 'database' : 'server',
      requires: {
        role: primary ? 'primary' : 'any',
        ...(predicate === ''
          ? {}
          : { predicates: [{ name: '', sql: predicate, ttlMs: 0, answer: 'first_row' }] }),
      },
      timeoutMs: Number.POSITIVE_INFINITY,
      variants: variantsOf(runOnServer, sql, path, file),
      columns: columnEntries(metrics, [...path, 'metrics'], file).map((column) =>
        columnOf(name, column, file),
      ),
      source: file.sourceOf(path),
      more: {
        undeclared: 'refused',
        ...(databases.length === 0 ? {} : { databases }),
        ...(databases.length === 1 && !/[*?[]/.test(databases[0] ?? '')
          ? { databaseLabel: false }
          : {}),
      },
    },
    path,
    file,
  );
}

/** The same SQL for each range of versions that the constraint names. */
function variantsOf(
  constraint: string,
  sql: string,
  path: Path,
  { report }: Notes,
): readonly SqlVariant[] {
  if (constraint.trim() === '') return [{ when: '', sql }];
  const ranges = semverRanges(constraint);
  if (ranges === undefined) {
    const here = [...path, 'runonserver'];
    const message = `"${constraint}" is not a version constraint; expected such as ">=14.0.0 <17.0.0"`;
    report(here, `${pathPrefix(here)}${message}`);
    return [];
  }
  return ranges.map((version) => ({ when: version.text, version, sql }));
}

function columnOf(prefix: string, entry: ColumnEntry, notes: Notes): Column {
  const { description, fields, key, path } = entry;
  const usage = fields.text('usage') ?? '';
  const suffix = fields.text('name') || key;
  const mapping = fields.raw('metric_mapping');
  fields.finish({
    pg_version: 'CloudNativePG reads it and does not use it',
    metrics_mapping: 'the key is metric_mapping',
  });
  const known = ALL_USAGES[usage] ?? unknownUsage(usage, path, notes);
  const name = `${prefix}_${suffix}${usage === 'DURATION' ? '_milliseconds' : ''}`;
  const plainNumber = usage === 'GAUGE' || usage === 'COUNTER';
  return {
    column: key,
    usage: known,
    name: known === 'LABEL' ? key : name,
    description,
    goValues: true,
    ...(plainNumber ? { default: 'NaN' } : {}),
    ...(usage === 'MAPPEDMETRIC' ? { words: wordsOf(mapping, path, notes) } : {}),
    ...(usage === 'DURATION' ? { duration: true } : {}),
  };
}

function wordsOf(mapping: unknown, path: Path, { report }: Notes): ReadonlyMap<string, string> {
  const here = [...path, 'metric_mapping'];
  const entries = Object.entries(isMap(mapping) ? mapping : {});
  if (entries.length === 0 || entries.some(([, value]) => Number.isNaN(Number(value ?? 'none')))) {
    report(here, `${pathPrefix(here)}expected a map from words to numbers`);
  }
  return new Map(entries.map(([word, value]) => [word, String(value)]));
}
