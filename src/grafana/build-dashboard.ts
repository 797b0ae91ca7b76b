import {
  DashboardBuilder,
  DashboardCursorSync,
  type Dashboard as GrafanaDashboard,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { annotations } from './annotations.ts';
import { buildPanel } from './build-panel.ts';
import { linksBetween } from './dashboard-links.ts';
import { layOut } from './lay-out.ts';
import type { LimitsById } from './limit-steps.ts';
import type { Dashboard } from './panel.ts';
import { panelId } from './panel-id.ts';
import { variablesOf } from './variables.ts';

/** Grafana's JSON of a dashboard; `all` are those it links to. */
export function buildDashboard(
  dashboard: Dashboard,
  all: readonly Dashboard[],
  limits: LimitsById,
): GrafanaDashboard {
  const builder = new DashboardBuilder(dashboard.title)
    .uid(dashboard.uid)
    .description(dashboard.description)
    .tags(['pgvitals', 'postgresql'])
    .timezone('browser')
    .time({ from: dashboard.from, to: 'now' })
    .refresh('30s')
    .tooltip(DashboardCursorSync.Crosshair)
    .variables(variablesOf(dashboard))
    .links(linksBetween(dashboard, all))
    .annotations(dashboard.annotated ? annotations() : []);
  for (const { at, panels, row } of layOut(dashboard.rows)) {
    const line = new RowBuilder(row.title).id(panelId(`row ${row.title}`)).gridPos(at);
    const built = panels.map(({ panel, at: place }) => buildPanel(panel, place, limits));
    if (row.collapsed === true) {
      line.collapsed(true);
      for (const panel of built) line.withPanel(panel);
      builder.withRow(line);
    } else {
      builder.withRow(line);
      for (const panel of built) builder.withPanel(panel);
    }
  }
  return builder.build();
}
