import type { Problem } from '../yaml/problem.ts';
import type { CatalogQuery, Column } from './query.ts';
import { rangesOverlap } from './version-range.ts';

export interface Conflict extends Problem {
  /** false where a file of another exporter is part of it: that exporter would load it. */
  readonly fatal: boolean;
}

/** Metrics that several queries give with different types: Prometheus knows one type per name. */
export function findConflicts(queries: readonly CatalogQuery[]): readonly Conflict[] {
  const first = new Map<string, { readonly column: Column; readonly query: CatalogQuery }[]>();
  const conflicts: Conflict[] = [];
  for (const query of queries) {
    for (const column of query.columns) {
      const { name, usage } = column;
      if (NO_METRICS.has(usage)) continue;
      const known = first.get(name) ?? [];
      const earlier = known.find(
        (other) => other.column.usage !== usage && meet(other.query, query),
      );
      first.set(name, [...known, { column, query }]);
      if (earlier === undefined) continue;
      const { source } = earlier.query;
      const message = `${name} is a ${usage} in ${query.id} but a ${earlier.column.usage} in ${earlier.query.id} (${source.file}:${source.line})`;
      const foreign = column.goValues === true || earlier.column.goValues === true;
      conflicts.push({ ...query.source, message, fatal: !foreign });
    }
  }
  return conflicts;
}

const NO_METRICS: ReadonlySet<string> = new Set(['LABEL', 'NAME', 'DISCARD', 'FIELD']);

/** Whether some server runs both. */
function meet(first: CatalogQuery, second: CatalogQuery): boolean {
  if ((first.scope === 'pgbouncer') !== (second.scope === 'pgbouncer')) return false;
  const { requires: a } = first;
  const { requires: b } = second;
  const roles = a.role === 'any' || b.role === 'any' || a.role === b.role;
  return roles && (!a.version || !b.version || rangesOverlap(a.version, b.version));
}
