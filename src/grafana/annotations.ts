import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type AnnotationQuery,
  AnnotationQueryBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE } from './data-source.ts';
import { SERVER } from './select.ts';

/** A mark over the graphs; where `at` is true, the value is the time of it in milliseconds. */
export interface Mark {
  readonly name: string;
  readonly colour: string;
  readonly expr: string;
  readonly title: string;
  readonly text: string;
  readonly at: boolean;
}

/** What explains a change of a graph. */
export const MARKS: readonly Mark[] = [
  {
    name: 'Restarts',
    colour: 'purple',
    expr: `max by (instance) (pg_postmaster_start_time_seconds{${SERVER}}) * 1000`,
    title: 'Restart',
    text: 'PostgreSQL was started',
    at: true,
  },
  {
    name: 'Settings',
    colour: 'blue',
    expr: `max by (instance) (pg_config_load_time_seconds{${SERVER}}) * 1000`,
    title: 'Settings',
    text: 'The configuration was loaded',
    at: true,
  },
  {
    name: 'Resets of statistics',
    colour: 'yellow',
    expr: `(max by (datname) (pg_stat_database_stats_reset{${SERVER}}) > 0) * 1000`,
    title: 'Statistics reset',
    text: 'Statistics of {{datname}} were reset',
    at: true,
  },
  {
    name: 'Alerts',
    colour: 'red',
    expr: `max by (alertname, severity) (ALERTS{alertstate="firing",severity=~"critical|warning",${SERVER}})`,
    title: '{{alertname}}',
    text: '{{severity}}',
    at: false,
  },
];

export function annotations(): Builder<AnnotationQuery>[] {
  return MARKS.map(({ at, colour, expr, name, text, title }) =>
    new AnnotationQueryBuilder()
      .name(name)
      .datasource(DATASOURCE)
      .enable(true)
      .hide(false)
      .iconColor(colour)
      .expr(expr)
      .step('60s')
      .titleFormat(title)
      .textFormat(text)
      .useValueForTime(at),
  );
}
