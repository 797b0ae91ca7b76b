import type { Threshold } from '../thresholds/threshold.ts';
import type { Dashboard, Panel } from './panel.ts';
import { panelId } from './panel-id.ts';

/** Ids of the panels to which alerts lead, by the ids of their thresholds. */
export function alertPanels(
  dashboards: readonly Dashboard[],
  thresholds: readonly Threshold[],
): ReadonlyMap<string, number> {
  const found = thresholds.flatMap(({ dashboard, id }) => {
    const rows = dashboards.find(({ uid }) => uid === dashboard)?.rows ?? [];
    const panels = rows.flatMap((row) => row.panels);
    const panel =
      panels.find(({ alerts = [], limits }) => limits === id || alerts.includes(id)) ??
      panels.find((each) => limitsOf(each).includes(id));
    return panel === undefined ? [] : [[id, panelId(panel.title)] as const];
  });
  return new Map(found);
}

/** Ids of the thresholds whose limits a panel draws, in a column of a table, too. */
export function limitsOf(panel: Panel): readonly string[] {
  const columns = panel.kind === 'table' ? panel.columns : [];
  return [...new Set([panel, ...columns].flatMap(({ limits }) => limits ?? []))];
}
