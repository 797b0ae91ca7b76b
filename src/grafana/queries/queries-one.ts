import type { LinesPanel, Query, Row } from '../panel.ts';
import { DATABASES, SERVER } from '../select.ts';

const rate = (counter: string) =>
  `sum(rate(pg_stat_statements_${counter}_total{${DATABASES},queryid="$queryid"}[$__rate_interval]))`;

const perCall = (counter: string) => `${rate(counter)} / (${rate('calls')} > 0)`;

export const queriesOne: Row = {
  title: 'Query $queryid',
  panels: [
    {
      kind: 'table',
      title: 'Text of this query',
      description:
        'The normalised text of the query id that is chosen above; a click on an id in a table chooses it.',
      unit: 'none',
      width: 24,
      height: 4,
      sortBy: 'Database',
      ascending: true,
      columns: [
        { from: 'class', title: 'Class', width: 110 },
        { from: 'datname', title: 'Database', width: 130 },
        { from: 'user', title: 'User', width: 130 },
        { from: 'query', title: 'Text' },
      ],
      queries: [
        {
          expr: `max by (class, datname, user, query) (pg_stat_statements_query_info{${SERVER},queryid="$queryid"})`,
          legend: 'info',
        },
      ],
    },
    one('Calls of this query', 'Calls a second.', 'suffix: /s', [
      { expr: rate('calls'), legend: 'calls' },
    ]),
    one('Time of this query', 'Mean execution and planning time of a call.', 's', [
      { expr: perCall('seconds'), legend: 'execution' },
      { expr: perCall('plan_seconds'), legend: 'planning' },
    ]),
    one('Rows of this query', 'Rows that a call returns or changes on average.', 'short', [
      { expr: perCall('rows'), legend: 'rows' },
    ]),
    one(
      'Blocks of this query',
      'Blocks of shared buffers that a call touches on average.',
      'short',
      [
        { expr: perCall('shared_blks_hit'), legend: 'hit' },
        { expr: perCall('shared_blks_read'), legend: 'read' },
        { expr: perCall('shared_blks_dirtied'), legend: 'changed' },
      ],
    ),
    one('Temporary blocks of this query', 'Blocks of temporary files for each call.', 'short', [
      { expr: perCall('temp_blks_read'), legend: 'read' },
      { expr: perCall('temp_blks_written'), legend: 'written' },
    ]),
    one('WAL of this query', 'WAL that a call generates on average.', 'bytes', [
      { expr: perCall('wal_bytes'), legend: 'WAL' },
    ]),
  ],
};

function one(
  title: string,
  description: string,
  unit: string,
  queries: readonly Query[],
): LinesPanel {
  return { kind: 'lines', title, description, unit, width: 8, height: 7, min: 0, queries };
}
