import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type Dataquery,
  DataqueryBuilder,
  PromQueryFormat,
} from '@grafana/grafana-foundation-sdk/prometheus';
import { DATASOURCE } from './data-source.ts';
import type { Panel } from './panel.ts';

/** The queries of a panel as Grafana sends them. */
export function targetsOf(panel: Panel): Builder<Dataquery>[] {
  return panel.queries.map(({ expr, legend }, index) => {
    const target = new DataqueryBuilder()
      .refId(refId(index))
      .expr(expr)
      .datasource(DATASOURCE)
      .legendFormat(legend);
    if (isInstant(panel)) target.instant().format(formatOf(panel));
    else target.range().format(formatOf(panel));
    return target;
  });
}

/** A, B, C ...; the name of its value column is made of it. */
export function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/** Whether only the values at the end of the time shown are asked for. */
export function isInstant(panel: Panel): boolean {
  if (panel.kind === 'stat') return panel.sparkline !== true;
  return panel.kind === 'table' || panel.kind === 'bars';
}

function formatOf({ kind }: Panel): PromQueryFormat {
  if (kind === 'table') return PromQueryFormat.Table;
  return kind === 'heatmap' ? PromQueryFormat.Heatmap : PromQueryFormat.TimeSeries;
}
