import type { Family } from '../metrics/family.ts';
import { isSkipped, type QueryOutcome } from './outcome.ts';

/**
 * The families of all outcomes, where those of one query from several databases are one family:
 * the label datname, which the exporter adds, tells them apart, so nothing needs comparing. A query
 * with a datname column of its own may repeat itself; its families stay apart and are compared.
 */
export function joinDatabases(outcomes: readonly QueryOutcome[]): readonly Family[] {
  const joined = new Map<string, Family>();
  const apart: Family[] = [];
  for (const outcome of outcomes) {
    if (isSkipped(outcome) || outcome.result === undefined) continue;
    const { columns, databaseLabel, id, scope } = outcome.query;
    const labelled =
      databaseLabel !== false &&
      columns.every(({ usage, name }) => usage !== 'LABEL' || name !== 'datname');
    for (const family of outcome.result.families) {
      if (scope !== 'database' || !labelled) {
        apart.push(family);
        continue;
      }
      const key = `${id} ${family.name}`;
      const before = joined.get(key);
      const blocks = [...(before?.blocks ?? []), ...family.blocks];
      joined.set(key, { ...family, blocks } as Family);
    }
  }
  return [...apart, ...joined.values()];
}
