import type { Panel as GrafanaPanel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, expect, it } from 'vitest';
import { alertPanels } from '../../src/grafana/alert-panels.ts';
import { buildDashboard } from '../../src/grafana/build-dashboard.ts';
import { DASHBOARDS } from '../../src/grafana/dashboards.ts';
import { DASHBOARD_UIDS } from '../../src/grafana/panel.ts';
import { panelId } from '../../src/grafana/panel-id.ts';
import { limitsById } from './limits-by-id.ts';

const limits = await limitsById();
const panels = DASHBOARDS.flatMap(({ rows, uid }) =>
  rows.flatMap((row) => row.panels.map((panel) => ({ uid, panel }))),
);
/** What Prometheus refuses to give more of. */
const MOST_POINTS = 11_000;

describe('all dashboards', () => {
  it('are nine, each with a uid and a title of its own', () => {
    expect(DASHBOARDS.map(({ uid }) => uid)).toEqual([...DASHBOARD_UIDS]);
    expect(new Set(DASHBOARDS.map(({ title }) => title)).size).toBe(9);
  });

  it('have no two panels with the same query', () => {
    const first = new Map<string, string>();
    const twice = panels.flatMap(({ panel, uid }) =>
      panel.queries.flatMap(({ expr }) => {
        const place = `${uid}: ${panel.title}`;
        const other = first.get(expr);
        first.set(expr, place);
        return other === undefined ? [] : [`${other} and ${place}: ${expr}`];
      }),
    );
    expect(twice).toEqual([]);
  });

  it('describe every panel, and give it a unit and names for its series', () => {
    for (const { panel } of panels) {
      expect(panel.description, panel.title).toMatch(/^\w.*\.$/s);
      expect(panel.unit, panel.title).not.toBe('');
      for (const { legend } of panel.queries) expect(legend, panel.title).not.toBe('');
    }
  });

  it('have in the dashboard of each threshold a panel to which its alerts lead', () => {
    const leading = alertPanels(DASHBOARDS, [...limits.values()]);
    const without = [...limits.values()].filter(({ id }) => !leading.has(id));
    expect(without.map(({ dashboard, id }) => `${id} in ${dashboard}`)).toEqual([]);
  });

  it('name no alert that there is not', () => {
    const named = panels.flatMap(({ panel }) => panel.alerts ?? []);
    expect(named.filter((id) => !limits.has(id))).toEqual([]);
  });
});

describe.each(DASHBOARDS)('$uid', (dashboard) => {
  const built = buildDashboard(dashboard, DASHBOARDS, limits);
  const text = JSON.stringify(built);
  const all = (built.panels ?? []).flatMap(withInner);

  it('has panels with ids of their own that do not overlap', () => {
    const ids = all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { gridPos, title } of all) {
      expect((gridPos?.x ?? 0) + (gridPos?.w ?? 0), title ?? '').toBeLessThanOrEqual(24);
    }
    const cells = all.flatMap(({ gridPos: { x, y, w, h } = { x: 0, y: 0, w: 0, h: 0 } }) =>
      Array.from(
        { length: w * h },
        (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`,
      ),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('keeps the id of a panel as long as its title is the same', () => {
    for (const panel of all.filter(({ type }) => type !== 'row')) {
      expect(panel.id).toBe(panelId(panel.title ?? ''));
    }
  });

  it('asks the data source that is chosen, and no other', () => {
    const sources = [...text.matchAll(/"datasource":(\{[^}]*\})/g)].map(([, ref]) => ref);
    expect(sources.length).toBeGreaterThan(all.length / 2);
    expect([...new Set(sources)]).toEqual(['{"type":"prometheus","uid":"$datasource"}']);
  });

  it('asks for fewer points than Prometheus gives, whatever the time range', () => {
    for (const panel of all.filter(isPanel)) {
      expect(panel.maxDataPoints, panel.title).toBeLessThan(MOST_POINTS);
      expect(panel.interval, panel.title).toBe('$interval');
    }
  });

  it('links to all others with time range, data source and job', () => {
    const links = built.links ?? [];
    const others = DASHBOARD_UIDS.filter((uid) => uid !== dashboard.uid);
    expect(links.map(({ url = '' }) => /^\/d\/([\w-]+)\?/.exec(url)?.[1])).toEqual(others);
    for (const { keepTime, url } of links) {
      expect(keepTime).toBe(true);
      expect(url).toContain('datasource:queryparam');
      expect(url).toContain('job:queryparam');
    }
  });

  it('sorts each table by a column it has, and shows no column without a source', () => {
    const tables = dashboard.rows.flatMap((row) =>
      row.panels.flatMap((panel) => (panel.kind === 'table' ? [panel] : [])),
    );
    for (const { columns, queries, sortBy, title } of tables) {
      expect(
        columns.map((column) => column.title),
        title,
      ).toContain(sortBy);
      const sources = queries.map(({ expr, legend }) => `${legend} ${expr}`).join(' ');
      for (const { from } of columns) expect(sources, title).toContain(from);
    }
  });
});

function withInner(panel: GrafanaPanel | RowPanel): readonly (GrafanaPanel | RowPanel)[] {
  return 'panels' in panel ? [panel, ...panel.panels] : [panel];
}

function isPanel(panel: GrafanaPanel | RowPanel): panel is GrafanaPanel {
  return panel.type !== 'row';
}
