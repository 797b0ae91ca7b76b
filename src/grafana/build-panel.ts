import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel as GrafanaPanel, GridPos } from '@grafana/grafana-foundation-sdk/dashboard';
import { buildBars } from './build-bars.ts';
import { buildHeatmap } from './build-heatmap.ts';
import { buildLines } from './build-lines.ts';
import { buildStat } from './build-stat.ts';
import { buildTable } from './build-table.ts';
import { buildTimeline } from './build-timeline.ts';
import type { LimitsById } from './limit-steps.ts';
import type { Panel } from './panel.ts';

/** A panel as Grafana has it. */
export function buildPanel(panel: Panel, at: GridPos, limits: LimitsById): Builder<GrafanaPanel> {
  switch (panel.kind) {
    case 'lines':
      return buildLines(panel, at, limits);
    case 'stat':
      return buildStat(panel, at, limits);
    case 'table':
      return buildTable(panel, at, limits);
    case 'heatmap':
      return buildHeatmap(panel, at);
    case 'timeline':
      return buildTimeline(panel, at, limits);
    case 'bars':
      return buildBars(panel, at, limits);
  }
}
