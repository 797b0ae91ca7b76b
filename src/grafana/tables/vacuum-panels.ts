import type { Row, TablePanel } from '../panel.ts';
import { DATABASES, growthBy, leading, SERVER } from '../select.ts';
import { TABLE, TABLE_COLUMNS } from './table-columns.ts';

const tuples = (what: string) => `pg_stat_user_tables_${what}{${DATABASES}}`;
const updates = growthBy(TABLE, tuples('n_tup_upd'));

export const vacuumPanels: Row = {
  title: 'Vacuum, analyze and dead rows',
  panels: [
    {
      kind: 'table',
      title: 'Dead rows',
      description:
        'The twenty tables with the most dead rows, and the share of their rows that is dead.',
      unit: 'short',
      width: 12,
      height: 9,
      sortBy: 'Dead rows',
      columns: [
        ...TABLE_COLUMNS,
        { from: 'dead', title: 'Dead rows', unit: 'locale', decimals: 0, bar: true, width: 130 },
        {
          from: 'share',
          title: 'Share',
          unit: 'percentunit',
          decimals: 1,
          width: 80,
          limits: 'dead_rows',
        },
      ],
      queries: [
        { expr: `topk(20, max by (${TABLE}) (${tuples('n_dead_tup')}) > 0)`, legend: 'dead' },
        {
          expr: `max by (${TABLE}) (table:pg_dead_rows:ratio{${DATABASES}}) and on (${TABLE}) topk(20, ${tuples('n_dead_tup')} > 0)`,
          legend: 'share',
        },
      ],
    },
    age(
      'Time since the last vacuum',
      'vacuum',
      'n_dead_tup',
      'Tables with dead rows by the time since a vacuum went over them, the twenty longest; those that never were are not among them.',
    ),
    age(
      'Time since the last analyze',
      'analyze',
      'n_mod_since_analyze',
      'Tables with changed rows by the time since they were analyzed, the twenty longest; those that never were are not among them.',
    ),
    {
      kind: 'table',
      title: 'HOT updates',
      description:
        'Share of updates that needed no new index entry, the twenty tables with the most updates in the time shown. A fillfactor below 100 helps where it is low.',
      unit: 'short',
      width: 12,
      height: 9,
      sortBy: 'Updates',
      columns: [
        ...TABLE_COLUMNS,
        { from: 'updates', title: 'Updates', unit: 'locale', decimals: 0, width: 100 },
        { from: 'hot', title: 'HOT', unit: 'percentunit', decimals: 1, width: 80 },
      ],
      queries: [
        { expr: `topk(20, ${updates} > 0)`, legend: 'updates' },
        {
          expr: `${growthBy(TABLE, tuples('n_tup_hot_upd'))} / (${updates} > 0) and on (${TABLE}) topk(20, ${updates})`,
          legend: 'hot',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Autovacuum workers',
      alerts: ['autovacuum_off', 'autovacuum_saturated'],
      description: 'Workers that run, those against wraparound, and how many there may be.',
      unit: 'short',
      decimals: 0,
      width: 12,
      height: 8,
      min: 0,
      dashed: 'limit',
      queries: [
        { expr: `pg_autovacuum_workers{${SERVER}}`, legend: 'running' },
        { expr: `pg_autovacuum_wraparound_workers{${SERVER}}`, legend: 'against wraparound' },
        { expr: `pg_autovacuum_max_workers{${SERVER}}`, legend: 'limit' },
      ],
    },
    {
      kind: 'lines',
      title: 'Vacuums and analyzes',
      description: 'Tables vacuumed and analyzed in an hour, by hand and automatically.',
      unit: 'suffix: /h',
      width: 12,
      min: 0,
      queries: ['autovacuum', 'vacuum', 'autoanalyze', 'analyze'].map((what) => ({
        expr: `3600 * sum(rate(${tuples(`${what}_count`)}[$__rate_interval]))`,
        legend: what,
      })),
    },
    {
      kind: 'lines',
      title: 'Transaction ids in use by database',
      description:
        'Share of the transaction ids and multixacts before the point at which the server refuses writes, the ten highest of each.',
      unit: 'percentunit',
      width: 12,
      min: 0,
      max: 1,
      limits: 'wraparound_xid',
      alerts: ['wraparound_mxid'],
      queries: ['xids', 'mxids'].map((what) => ({
        expr: `topk(10, 1 - pg_database_wraparound_${what}_left{${DATABASES}} / 2147483647)`,
        legend: `{{datname}} ${what}`,
      })),
    },
    {
      kind: 'lines',
      title: 'Oldest unfrozen row, by table',
      description: 'Transactions since the oldest unfrozen row of a table, the ten oldest.',
      unit: 'short',
      width: 12,
      min: 0,
      legend: 'table',
      queries: [
        {
          expr: leading(
            10,
            TABLE,
            `max by (${TABLE}) (pg_table_freeze_xid_age_transactions{${DATABASES}})`,
            `max by (${TABLE}) (max_over_time(pg_table_freeze_xid_age_transactions{${DATABASES}}[$__range] @ end()))`,
          ),
          legend: '{{datname}} {{relname}}',
        },
      ],
    },
  ],
};

/** Tables that have something to do, by the time since it was last done. */
function age(title: string, what: string, due: string, description: string): TablePanel {
  const last = `(max by (${TABLE}) (${tuples(`last_${what}`)} > 0 or ${tuples(`last_auto${what}`)} > 0))`;
  const since = `topk(20, time() - ${last} and on (${TABLE}) ${tuples(due)} > 0)`;
  return {
    kind: 'table',
    title,
    description,
    unit: 'short',
    width: 12,
    height: 9,
    sortBy: 'Age',
    columns: [
      ...TABLE_COLUMNS,
      { from: 'age', title: 'Age', unit: 's', width: 100, limits: `${what}_overdue` },
      {
        from: 'due',
        title: what === 'vacuum' ? 'Dead rows' : 'Changed rows',
        decimals: 0,
        width: 120,
      },
    ],
    queries: [
      { expr: since, legend: 'age' },
      { expr: `max by (${TABLE}) (${tuples(due)}) and on (${TABLE}) ${since}`, legend: 'due' },
    ],
  };
}
