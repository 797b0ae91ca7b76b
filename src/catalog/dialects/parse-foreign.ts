import { z } from 'zod';
import type { CheckedYaml } from '../../yaml/check-yaml.ts';
import { pathPrefix } from '../../yaml/problem.ts';
import type { Report } from '../report.ts';
import { cloudnativePgQueries } from './cloudnative-pg.ts';
import type { Dialect, ForeignOptions, ParsedFile } from './dialect.ts';
import { isMap } from './fields.ts';
import type { ForeignFile, ForeignQueries } from './foreign-file.ts';
import { pgExporterQueries } from './pg-exporter.ts';
import { postgresExporterQueries } from './postgres-exporter.ts';

/** Any YAML at all: the dialects look at it themselves. */
export const anySchema = z.unknown();

/** The queries of a file that another exporter made the format of. */
export function parseForeign(
  checked: CheckedYaml<unknown>,
  dialect: Exclude<Dialect, 'native'>,
  options: ForeignOptions,
): ParsedFile {
  const problems = [...checked.problems];
  const warnings: ReturnType<CheckedYaml<unknown>['problem']>[] = [];
  const report: Report = (path, message, at) => problems.push(checked.problem(path, message, at));
  const warn: Report = (path, message, at) => warnings.push(checked.problem(path, message, at));
  const { value } = checked;
  if (problems.length === 0 && !isMap(value)) {
    report([], 'the file has no query; expected a map from names of queries to their definitions');
  }
  const file: ForeignFile = {
    entries: entriesOf(value, warn),
    options,
    report,
    warn,
    sourceOf: (path) => {
      const { col, file: name, line } = checked.problem(path, '', 'key');
      return { file: name, line, col };
    },
  };
  if (options.prefix !== undefined && dialect === 'pg_exporter') {
    warn([], 'prefix has no effect: metric names of pg_exporter have none');
  }
  return { dialect, queries: READERS[dialect](file), problems, warnings };
}

const READERS: Readonly<Record<Exclude<Dialect, 'native'>, (file: ForeignFile) => ForeignQueries>> =
  {
    postgres_exporter: postgresExporterQueries,
    pg_exporter: pgExporterQueries,
    cloudnative_pg: cloudnativePgQueries,
  };

/** A name without definition gives nothing. */
function entriesOf(value: unknown, warn: Report): Readonly<Record<string, unknown>> {
  if (!isMap(value)) return {};
  const entries = Object.entries(value);
  for (const [id, entry] of entries) {
    if (entry === null) warn([id], `${pathPrefix([id])}has no definition`, 'key');
  }
  return Object.fromEntries(entries.filter(([, entry]) => entry !== null));
}
