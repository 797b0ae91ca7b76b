import type { Path } from '../yaml/problem.ts';
import type { Report } from './report.ts';
import type { QueryEntry } from './schema.ts';

/** What a query for PgBouncer's console cannot have: it is not SQL, and nothing there is read-only. */
export function reportConsoleProblems(entry: QueryEntry, path: Path, report: Report): void {
  if (entry.scope !== 'pgbouncer') return;
  const { parameters, query, requires, schemas } = entry;
  const statements: readonly (readonly [Path, string])[] =
    typeof query === 'string'
      ? [[[...path, 'query'], query]]
      : Object.entries(query).map(([when, sql]) => [[...path, 'query', when], sql]);
  for (const [place, sql] of statements) {
    if (sql.trim() !== '' && !/^\s*show(\s+\w+)+\s*;?\s*$/i.test(sql)) {
      report(place, 'expected one SHOW command, such as SHOW POOLS; nothing else only reads there');
    }
  }
  const given = {
    role: requires.role !== 'any',
    extension: requires.extension !== undefined,
    privilege: requires.privilege !== undefined,
    predicate: requires.predicate !== undefined,
  };
  for (const [key, isGiven] of Object.entries(given)) {
    if (isGiven) report([...path, 'requires', key], 'PgBouncer has none; require its version only');
  }
  if (schemas.length > 0) report([...path, 'schemas'], 'PgBouncer has none; leave it out');
  if (parameters !== undefined)
    report([...path, 'parameters'], 'PgBouncer takes none; leave it out');
}
