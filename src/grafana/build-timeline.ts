import { VisibilityMode, VizLegendOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import {
  FieldColorBuilder,
  FieldColorModeId,
  type GridPos,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { setCommon } from './common-options.ts';
import { colourSteps, type LimitsById } from './limit-steps.ts';
import type { TimelinePanel } from './panel.ts';
import { stateMappings } from './state-mappings.ts';

/** States over time as coloured bars. */
export function buildTimeline(panel: TimelinePanel, at: GridPos, limits: LimitsById): PanelBuilder {
  return setCommon(new PanelBuilder(), panel, at)
    .mappings(stateMappings(panel.states))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(colourSteps(undefined, limits))
    .mergeValues(true)
    .showValue(VisibilityMode.Never)
    .rowHeight(0.8)
    .fillOpacity(80)
    .lineWidth(0)
    .legend(new VizLegendOptionsBuilder().showLegend(false));
}
