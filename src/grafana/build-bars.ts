import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import {
  FieldColorBuilder,
  FieldColorModeId,
  type GridPos,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { setCommon } from './common-options.ts';
import { colourSteps, type LimitsById } from './limit-steps.ts';
import type { BarsPanel } from './panel.ts';

/** Bars from the highest to the lowest. */
export function buildBars(panel: BarsPanel, at: GridPos, limits: LimitsById): PanelBuilder {
  return setCommon(new PanelBuilder(), panel, at)
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal)
    .showUnfilled(false)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor('blue'))
    .thresholds(colourSteps(panel.limits, limits))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false));
}
