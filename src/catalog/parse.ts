import { type CheckedYaml, checkYaml } from '../yaml/check-yaml.ts';
import { type Problem, pathPrefix } from '../yaml/problem.ts';
import { columnsOf } from './columns.ts';
import { reportConsoleProblems } from './console-problems.ts';
import type { CatalogQuery } from './query.ts';
import type { Report } from './report.ts';
import { requirementsOf } from './requirements.ts';
import { catalogSchema, type QueryEntry } from './schema.ts';
import { variantsOf } from './variants.ts';

export interface ParsedCatalog {
  /** undefined: switched off by `enabled: false`. */
  readonly queries: ReadonlyMap<string, CatalogQuery | undefined>;
  readonly problems: readonly Problem[];
}

/** One catalog file as data, with every problem that can be seen without a server. */
export function parseCatalog(file: string, text: string): ParsedCatalog {
  const checked = checkYaml(file, text, catalogSchema);
  const problems = [...checked.problems];
  const report: Report = (path, message, at) =>
    problems.push(checked.problem(path, `${pathPrefix(path)}${message}`, at));
  if (checked.value !== undefined && Object.keys(checked.value).length === 0) {
    report([], 'the file has no query; expected a map from names of queries to their definitions');
  }
  const queries = new Map(
    Object.entries(checked.value ?? {}).map(([id, entry]) => [
      id,
      entry.enabled ? queryOf(id, entry, checked, report) : undefined,
    ]),
  );
  return { queries, problems };
}

function queryOf(
  id: string,
  entry: QueryEntry,
  checked: CheckedYaml<unknown>,
  report: Report,
): CatalogQuery {
  const prefix = entry.name ?? id;
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(prefix)) {
    const path = entry.name === undefined ? [id] : [id, 'name'];
    report(path, `"${prefix}" cannot start a metric name; expected letters, digits and _`, 'key');
  }
  reportConsoleProblems(entry, [id], report);
  const { file, line, col } = checked.problem([id], '', 'key');
  return Object.freeze({
    id,
    prefix,
    description: entry.description,
    category: entry.category,
    scope: entry.scope,
    requires: requirementsOf(entry.requires, [id, 'requires'], report),
    ttlMs: entry.ttl,
    timeoutMs: entry.timeout,
    maxSeries: entry.max_series,
    variants: variantsOf(entry.query, [id, 'query'], report),
    columns: columnsOf({ prefix, feed: entry.feed }, entry.metrics, [id, 'metrics'], report),
    source: { file, line, col },
    ...(entry.question === undefined ? {} : { question: entry.question }),
    ...(entry.parameters === undefined ? {} : { parameters: entry.parameters }),
    ...(entry.lint === undefined ? {} : { lint: entry.lint }),
    schemas: entry.schemas,
    ...(entry.while === undefined ? {} : { while: entry.while }),
    ...(entry.feed === undefined ? {} : { feed: entry.feed }),
    ...(entry.pivot === undefined ? {} : { pivot: entry.pivot }),
  });
}
