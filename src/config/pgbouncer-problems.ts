import type { CheckedYaml } from '../yaml/check-yaml.ts';
import type { Problem } from '../yaml/problem.ts';
import type { Config, TargetConfig } from './schema.ts';

/** Keys of a target that would have no effect on the console of a PgBouncer. */
export function pgbouncerProblems(
  config: Config,
  problem: CheckedYaml<unknown>['problem'],
): readonly Problem[] {
  return Object.entries(config.targets).flatMap(([name, target]) => {
    if (target.kind !== 'pgbouncer') return [];
    return uselessKeys(target).map(([key, message]) =>
      problem(['targets', name, key], `targets.${name}.${key}: ${message}`, 'key'),
    );
  });
}

function uselessKeys({
  connections,
  core_tables: coreTables,
  database,
  databases,
  tables,
}: TargetConfig): readonly (readonly [string, string])[] {
  const chosen = databases.exclude.length > 0 || databases.include.join() !== '*';
  const found: readonly (readonly [string, boolean, string])[] = [
    [
      'database',
      database !== undefined && database !== 'pgbouncer',
      'the console of a PgBouncer is the database pgbouncer; leave this out',
    ],
    ['databases', chosen, 'a PgBouncer is asked for all of its databases at once; leave this out'],
    [
      'tables',
      tables.exclude.length > 0 || tables.include.join() !== '*',
      'a PgBouncer has no tables; leave this out',
    ],
    ['core_tables', coreTables.length > 0, 'a PgBouncer has no tables; leave this out'],
    ['connections', connections !== undefined, 'one session serves a PgBouncer; leave this out'],
  ];
  return found.flatMap(([key, wrong, message]) => (wrong ? [[key, message] as const] : []));
}
