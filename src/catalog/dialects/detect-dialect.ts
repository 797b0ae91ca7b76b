import { closest, distance } from 'fastest-levenshtein';
import { querySchema } from '../schema.ts';
import type { Dialect } from './dialect.ts';
import { isMap } from './fields.ts';

/**
 * Whose format the queries of a file have, by the keys that only one format knows. Without any it
 * is postgres_exporter's, which has the fewest, if nothing is missing from it.
 */
export function detectDialect(data: unknown): Dialect {
  if (!isMap(data)) return 'native';
  const entries = Object.values(data);
  if (entries.length === 0 || !entries.every(isMap)) return 'native';
  const keys = new Set(entries.flatMap((entry) => Object.keys(entry)));
  const has = (names: readonly string[]) => names.some((name) => keys.has(name));
  if (has(NATIVE_ONLY) || [...keys].some(isNearlyNative)) return 'native';
  const columnKeys = new Set(entries.flatMap(({ metrics }) => keysOfColumns(metrics)));
  const columnHas = (names: readonly string[]) => names.some((name) => columnKeys.has(name));
  if (has(PG_EXPORTER) || columnHas(PG_EXPORTER_COLUMN)) return 'pg_exporter';
  if (has(CLOUDNATIVE_PG) || columnHas(['name'])) return 'cloudnative_pg';
  // Without a key of its own, a file must at least be whole: ours with a mistake is not.
  const whole =
    entries.every(({ metrics }) => Array.isArray(metrics)) &&
    [...keys].every((key) => POSTGRES_EXPORTER.includes(key));
  return whole || has(POSTGRES_EXPORTER_ONLY) ? 'postgres_exporter' : 'native';
}

const NATIVE_ONLY = ['description', 'category', 'scope', 'enabled', 'requires', 'max_series'];
const PG_EXPORTER = [
  'desc',
  'tags',
  'ttl',
  'timeout',
  'min_version',
  'max_version',
  'predicate_queries',
  'priority',
  'fatal',
  'skip',
];
const PG_EXPORTER_COLUMN = ['bucket', 'rename', 'scale', 'default'];
const CLOUDNATIVE_PG = ['primary', 'target_databases', 'predicate_query', 'runonserver', 'name'];
const POSTGRES_EXPORTER_ONLY = ['master', 'cache_seconds'];
const POSTGRES_EXPORTER = ['query', 'metrics', ...POSTGRES_EXPORTER_ONLY];

/** A slip of the keyboard must not turn a strict file into a lenient one. */
function isNearlyNative(key: string): boolean {
  const known = [...PG_EXPORTER, ...CLOUDNATIVE_PG, ...POSTGRES_EXPORTER];
  if (known.includes(key)) return false;
  const nearest = closest(key, [...known, ...Object.keys(querySchema.shape)]);
  return NATIVE_ONLY.includes(nearest) && distance(key, nearest) <= Math.ceil(key.length / 3);
}

function keysOfColumns(metrics: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(metrics) ? metrics : [];
  return items
    .filter(isMap)
    .flatMap((item) => Object.values(item))
    .filter(isMap)
    .flatMap((column) => Object.keys(column).filter((key) => column[key] !== null));
}
