import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import type { GridPos } from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE } from './data-source.ts';
import type { Panel } from './panel.ts';
import { panelId } from './panel-id.ts';
import { targetsOf } from './targets.ts';

/** What the builders of all kinds of panels have in common. */
interface CommonBuilder {
  id(id: number): unknown;
  title(title: string): unknown;
  description(description: string): unknown;
  datasource(datasource: DataSourceRef): unknown;
  gridPos(position: GridPos): unknown;
  targets(targets: Builder<Dataquery>[]): unknown;
  unit(unit: string): unknown;
  decimals(decimals: number): unknown;
  min(min: number): unknown;
  max(max: number): unknown;
  noValue(text: string): unknown;
  interval(interval: string): unknown;
  maxDataPoints(points: number): unknown;
}

/** More points than this are no more to be seen at 1280 px. */
export const MAX_POINTS = 600;

/** Sets all that does not depend on the kind of panel. */
export function setCommon<T extends CommonBuilder>(builder: T, panel: Panel, at: GridPos): T {
  builder.id(panelId(panel.title));
  builder.title(panel.title);
  builder.description(panel.description);
  builder.datasource(DATASOURCE);
  builder.gridPos(at);
  builder.targets(targetsOf(panel));
  builder.unit(panel.unit);
  builder.interval('$interval');
  builder.maxDataPoints(MAX_POINTS);
  if (panel.decimals !== undefined) builder.decimals(panel.decimals);
  if (panel.min !== undefined) builder.min(panel.min);
  if (panel.max !== undefined) builder.max(panel.max);
  if (panel.empty !== undefined) builder.noValue(panel.empty);
  return builder;
}
