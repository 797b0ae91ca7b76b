import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE } from './data-source.ts';
import type { Dashboard, VariableName } from './panel.ts';
import { SERVER } from './select.ts';

/** The choices at the top of a dashboard. */
export function variablesOf({ servers, variables }: Dashboard): Builder<VariableModel>[] {
  return [
    new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'),
    chosen('job', 'Job', 'label_values(pg_up, job)', true),
    servers === 'many'
      ? chosen('instance', 'Server', 'label_values(pg_up{job=~"$job"}, instance)', true)
      : chosen('instance', 'Server', SERVER_NAMES, false),
    ...variables.map((name) => chosen(name, ...MORE[name])),
    interval(),
  ];
}

/** Those of PostgreSQL: a PgBouncer has pg_up, too. */
const SERVER_NAMES = 'label_values(pg_replication_is_replica{job=~"$job"}, instance)';

type Choice = readonly [label: string, query: string, several: boolean];

const MORE: Readonly<Record<VariableName, Choice>> = {
  datname: ['Database', `label_values(pg_stat_database_numbackends{${SERVER}}, datname)`, true],
  class: ['Class', 'label_values(pg_query_class_target_seconds{job=~"$job"}, class)', true],
  queryid: ['Query id', `label_values(pg_stat_statements_query_info{${SERVER}}, queryid)`, false],
  pooler: ['PgBouncer', 'label_values(pgbouncer_version_info{job=~"$job"}, instance)', true],
  exporter: ['Exporter', 'label_values(pgvitals_build_info, instance)', true],
};

function chosen(
  name: string,
  label: string,
  query: string,
  several: boolean,
): QueryVariableBuilder {
  const builder = new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query({ query, refId: `variable-${name}`, qryType: LABEL_VALUES })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc)
    .multi(several)
    .includeAll(several);
  if (!several) return builder;
  return builder.allValue('.*').current({ selected: true, text: ['All'], value: ['$__all'] });
}

/** As Grafana numbers the kinds of queries of a variable; 5 is for a text like ours. */
const LABEL_VALUES = 5;

/** Least time between two points; rates are over four scrapes at least, whatever it is. */
function interval(): CustomVariableBuilder {
  const [first = ''] = INTERVALS;
  return new CustomVariableBuilder('interval')
    .label('Resolution')
    .description('Least time between two points of a graph.')
    .values(INTERVALS.join(','))
    .options(INTERVALS.map((value) => ({ selected: value === first, text: value, value })))
    .current({ selected: true, text: first, value: first });
}

const INTERVALS = ['15s', '30s', '1m', '5m', '15m', '1h', '6h'];
