import type { Problem } from '../yaml/problem.ts';
import type { CatalogQuery, Usage } from './query.ts';

/** Metrics that several queries give with different types: Prometheus knows one type per name. */
export function findConflicts(queries: readonly CatalogQuery[]): readonly Problem[] {
  const first = new Map<string, { readonly usage: Usage; readonly query: CatalogQuery }>();
  const problems: Problem[] = [];
  for (const query of queries) {
    for (const { name, usage } of query.columns) {
      if (usage === 'LABEL' || usage === 'NAME' || usage === 'DISCARD') continue;
      const earlier = first.get(name);
      if (earlier === undefined) first.set(name, { usage, query });
      else if (earlier.usage !== usage) {
        const message = `${name} is a ${usage} in ${query.id} but a ${earlier.usage} in ${earlier.query.id} (${earlier.query.source.file}:${earlier.query.source.line})`;
        problems.push({ ...query.source, message });
      }
    }
  }
  return problems;
}
