import { describe, expect, it } from 'vitest';
import { MARKS } from '../../src/grafana/annotations.ts';
import { buildDashboard } from '../../src/grafana/build-dashboard.ts';
import { DASHBOARDS } from '../../src/grafana/dashboards.ts';
import { knownMetrics } from './known-metrics.ts';
import { limitsById } from './limits-by-id.ts';
import { promqlParts } from './promql-parts.ts';

const known = await knownMetrics();
const limits = await limitsById();

describe.each(DASHBOARDS)('metrics of $uid', (dashboard) => {
  const panels = dashboard.rows.flatMap((row) => row.panels);

  it('names in its panels only metrics and labels that there are', () => {
    const mistakes = panels.flatMap(({ queries, title }) =>
      queries.flatMap(({ expr }) => mistakesOf(expr).map((mistake) => `${title}: ${mistake}`)),
    );
    expect(mistakes).toEqual([]);
  });

  it('names in its legends and columns only labels that the queries give', () => {
    const mistakes = panels.flatMap(({ queries, title }) =>
      queries.flatMap(({ expr, legend }) => {
        const { grouped, selectors } = promqlParts(expr);
        const given = new Set([
          ...grouped,
          ...selectors.flatMap(({ metric }) => [...(known.get(metric) ?? [])]),
        ]);
        const named = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
        return named.filter((label) => !given.has(label)).map((label) => `${title}: ${label}`);
      }),
    );
    expect(mistakes).toEqual([]);
  });

  it('names in its variables only metrics and labels that there are', () => {
    const list = buildDashboard(dashboard, DASHBOARDS, limits).templating.list ?? [];
    const queries = list.flatMap(({ definition }) => definition ?? []);
    expect(queries.length).toBeGreaterThan(1);
    for (const query of queries) {
      const [, selector = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(query) ?? [];
      expect(mistakesOf(`sum by (${label}) (${selector})`), query).toEqual([]);
    }
  });
});

it('names in marks only metrics and labels that there are', () => {
  for (const { expr } of MARKS) expect(mistakesOf(expr)).toEqual([]);
});

function mistakesOf(expr: string): readonly string[] {
  const { grouped, selectors } = promqlParts(expr);
  if (selectors.length === 0) return [`no metric in ${expr}`];
  const unknown = selectors.filter(({ metric }) => !known.has(metric));
  const labels = selectors.flatMap(({ labels: used, metric }) =>
    used
      .filter((label) => known.has(metric) && !known.get(metric)?.has(label))
      .map((label) => `${metric} has no label ${label}`),
  );
  const all = new Set(selectors.flatMap(({ metric }) => [...(known.get(metric) ?? [])]));
  const nowhere = grouped.filter((label) => !all.has(label));
  return [
    ...unknown.map(({ metric }) => `there is no metric ${metric}`),
    ...labels,
    ...nowhere.map((label) => `no metric of it has a label ${label}: ${expr}`),
  ];
}
