import type { Query, Row, TableColumn, TablePanel } from '../panel.ts';
import { againstLastWeek, grown, ofTop, topWithText } from './query-costs.ts';

const time = grown('seconds');
const mean = (offset = '') => `${grown('seconds', offset)} / (${grown('calls', offset)} > 0)`;
const blocksRead = grown('shared_blks_read');

const ID: TableColumn = {
  from: 'queryid',
  title: 'Query id',
  width: 110,
  link: {
    title: 'This query over time',
    uid: 'pgvitals-queries',
    variables: { queryid: 'Query id' },
  },
};
const TEXT: TableColumn = { from: 'query', title: 'Text' };
const CLASS: TableColumn = { from: 'class', title: 'Class', width: 100 };
const DATABASE: TableColumn = { from: 'datname', title: 'Database', width: 85 };

export const queriesTop: Row = {
  title: 'Queries that cost most in the time shown',
  panels: [
    {
      ...top(
        'Queries by total time',
        'The twenty queries that took most of the time of the server.',
      ),
      alerts: ['query_regression'],
      width: 24,
      height: 11,
      sortBy: 'Time',
      columns: [
        { from: 'time', title: 'Time', unit: 's', bar: true, width: 120 },
        { from: 'share', title: 'Share', unit: 'percentunit', decimals: 1, width: 75 },
        { from: 'calls', title: 'Calls', unit: 'short', width: 80 },
        { from: 'mean', title: 'Mean', unit: 's', width: 90 },
        {
          from: 'change',
          title: 'Mean in a week',
          unit: 'percentunit',
          decimals: 0,
          width: 125,
        },
        TEXT,
        CLASS,
        DATABASE,
        ID,
      ],
      queries: [
        { expr: topWithText(time), legend: 'time' },
        { expr: ofTop(`${time} / on () group_left () sum(${time})`, time), legend: 'share' },
        { expr: ofTop(grown('calls'), time), legend: 'calls' },
        { expr: ofTop(mean(), time), legend: 'mean' },
        { expr: ofTop(againstLastWeek(mean), time), legend: 'change' },
      ],
    },
    ranking(
      'Queries by mean time',
      'The twenty slowest queries by the mean of their calls.',
      mean,
      {
        from: 'value',
        title: 'Mean',
        unit: 's',
      },
    ),
    ranking(
      'Queries by calls',
      'The twenty queries that are called most often.',
      counter('calls'),
      {
        from: 'value',
        title: 'Calls',
        unit: 'short',
      },
    ),
    {
      ...top(
        'Queries by blocks read',
        'The twenty queries that read most from outside shared buffers.',
      ),
      sortBy: 'Read',
      columns: columns(
        { from: 'value', title: 'Read', unit: 'short', bar: true, width: 110 },
        { from: 'seconds', title: 'Waited', unit: 's', width: 90 },
        { from: 'hits', title: 'Hits', unit: 'percentunit', decimals: 1, width: 75 },
      ),
      queries: [
        { expr: topWithText(blocksRead), legend: 'value' },
        { expr: ofTop(grown('block_read_seconds'), blocksRead), legend: 'seconds' },
        {
          expr: ofTop(
            `${grown('shared_blks_hit')} / (${grown('shared_blks_hit')} + ${blocksRead} > 0)`,
            blocksRead,
          ),
          legend: 'hits',
        },
      ],
    },
    ranking(
      'Queries by temporary blocks',
      'The twenty queries that write most to temporary files: sorts and hashes beyond work_mem.',
      counter('temp_blks_written'),
      { from: 'value', title: 'Written', unit: 'short' },
    ),
    ranking('Queries by WAL', 'The twenty queries that generate most WAL.', counter('wal_bytes'), {
      from: 'value',
      title: 'WAL',
      unit: 'bytes',
    }),
    ranking(
      'Queries by planning time',
      'The twenty queries that take longest to plan; needs pg_stat_statements.track_planning.',
      counter('plan_seconds'),
      {
        from: 'value',
        title: 'Planning',
        unit: 's',
      },
    ),
  ],
};

/** Tables of half the width have no room for the class. */
function columns(...figures: readonly TableColumn[]): readonly TableColumn[] {
  return [...figures, TEXT, DATABASE, ID];
}

function top(
  title: string,
  description: string,
): Omit<TablePanel, 'columns' | 'queries' | 'sortBy'> {
  return { kind: 'table', title, description, unit: 'short', width: 12, height: 9 };
}

/** One figure, and how it has changed against the week before. */
function ranking(
  title: string,
  description: string,
  value: (offset?: string) => string,
  column: TableColumn,
): TablePanel {
  const queries: readonly Query[] = [
    { expr: topWithText(value()), legend: 'value' },
    { expr: ofTop(againstLastWeek(value), value()), legend: 'change' },
  ];
  const change = { from: 'change', title: 'Week', unit: 'percentunit', decimals: 0, width: 75 };
  return {
    ...top(title, `${description} Week is the change against the same time a week ago.`),
    sortBy: column.title,
    columns: columns({ ...column, bar: true, width: 110 }, change),
    queries,
  };
}

function counter(name: string): (offset?: string) => string {
  return (offset = '') => grown(name, offset);
}
