import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { GridPos } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { setCommon } from './common-options.ts';
import { type LimitsById, lineSteps } from './limit-steps.ts';
import type { LinesPanel } from './panel.ts';

/** A graph over time. */
export function buildLines(panel: LinesPanel, at: GridPos, limits: LimitsById): PanelBuilder {
  const builder = setCommon(new PanelBuilder(), panel, at)
    .lineWidth(1)
    .fillOpacity(panel.stacked === true ? STACKED_FILL : 0)
    .showPoints(VisibilityMode.Never)
    .legend(legendOf(panel))
    .tooltip(
      new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending),
    );
  if (panel.stacked === true) {
    builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  }
  if (panel.logarithmic === true) {
    const scale = new ScaleDistributionConfigBuilder().type(ScaleDistribution.Symlog);
    builder.scaleDistribution(scale.log(10).linearThreshold(LINEAR_BELOW));
  }
  if (panel.limits !== undefined) {
    builder.thresholds(lineSteps(panel.limits, limits));
    const style = new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed);
    builder.thresholdsStyle(style);
  }
  if (panel.dashed !== undefined) builder.overrideByName(panel.dashed, DASHED);
  if (panel.repeat !== undefined) {
    builder
      .repeat(panel.repeat)
      .repeatDirection('h')
      .maxPerRow(24 / panel.width);
  }
  return builder;
}

const STACKED_FILL = 40;
/** Logarithmic above it, so that 0 has a place. */
const LINEAR_BELOW = 0.001;

const DASHED = [
  { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } },
  { id: 'custom.lineWidth', value: 2 },
  { id: 'custom.fillOpacity', value: 0 },
  { id: 'custom.stacking', value: { mode: 'none', group: 'B' } },
  { id: 'color', value: { mode: 'fixed', fixedColor: 'text' } },
];

/** Names that tell something stand at the right of wide panels, with their last and highest value. */
function legendOf({ legend, width }: LinesPanel): VizLegendOptionsBuilder {
  const options = new VizLegendOptionsBuilder().showLegend(true);
  if (legend !== 'table' || width < 12) {
    return options.displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom);
  }
  return options
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Right)
    .calcs(['lastNotNull', 'max'])
    .sortBy('Last *')
    .sortDesc(true);
}
