import { MappingType, type ValueMap } from '@grafana/grafana-foundation-sdk/dashboard';
import type { State } from './panel.ts';

/** Words and colours in place of numbers. */
export function stateMappings(states: readonly State[]): ValueMap[] {
  const options = states.map(({ colour, text, value }, index) => [
    String(value),
    { text, color: colour, index },
  ]);
  return [{ type: MappingType.ValueToText, options: Object.fromEntries(options) }];
}
