import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  FieldColorBuilder,
  FieldColorModeId,
  type GridPos,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { setCommon } from './common-options.ts';
import { alarmSteps, colourSteps, type LimitsById } from './limit-steps.ts';
import type { StatPanel } from './panel.ts';
import { stateMappings } from './state-mappings.ts';

/** One number, with the colour of its limits. */
export function buildStat(panel: StatPanel, at: GridPos, limits: LimitsById): PanelBuilder {
  const { alarm, named, sparkline, states } = panel;
  const steps = alarm === undefined ? colourSteps(panel.limits, limits) : alarmSteps(alarm);
  const builder = setCommon(new PanelBuilder(), panel, at)
    .graphMode(sparkline === true ? BigValueGraphMode.Area : BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .textMode(named === true ? BigValueTextMode.Name : BigValueTextMode.Value)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(steps)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false));
  return states === undefined ? builder : builder.mappings(stateMappings(states));
}
