import type { Family, HistogramFamily } from '../metrics/family.ts';
import { type Labels, labelText } from '../metrics/label-text.ts';
import { makeFamily, numberText } from '../metrics/make-family.ts';
import { type ClassGroup, callsAbove } from './class-groups.ts';
import { type CounterColumn, counterFamily } from './counter-family.ts';
import { counterIndex } from './entry-row.ts';
import type { QueryClasses } from './query-class.ts';

export interface ClassFamiliesInput {
  readonly classes: QueryClasses;
  /** Upper bounds of the histogram in seconds. */
  readonly bounds: readonly number[];
  readonly groups: readonly ClassGroup[];
  readonly labels: Labels;
}

/** Totals and latencies by class, database and user. */
export function classFamilies(input: ClassFamiliesInput): readonly Family[] {
  const { bounds, classes, groups, labels } = input;
  const texts = groups.map(({ class: name, database, user }) =>
    labelText({ ...labels, class: name, datname: database, user }),
  );
  const planned = groups.some(({ counters }) => (counters[counterIndex('plans')] ?? 0) > 0);
  const totals = TOTALS.filter(({ planning }) => planned || planning !== true).map((column) =>
    counterFamily(
      'pg_query_class',
      column,
      texts,
      groups.map(({ counters }) => counters),
    ),
  );
  const targets = new Map(classes.classes.map(({ name, targetSeconds }) => [name, targetSeconds]));
  const above = groups.map((group) => {
    const target = targets.get(group.class);
    return target === undefined ? null : callsAbove(group, bounds.indexOf(target));
  });
  return [
    ...totals,
    {
      name: 'pg_query_class_over_target_calls_total',
      help: OVER_TARGET,
      type: 'counter',
      blocks: [
        {
          labels: texts,
          values: above.map((calls) => (calls === null ? null : numberText(calls))),
        },
      ],
    },
    makeFamily(
      'gauge',
      'pg_query_class_target_seconds',
      'What a statement of the class may take, in seconds.',
      classes.classes.flatMap(({ name, targetSeconds }) =>
        targetSeconds === undefined
          ? []
          : [{ labels: { ...labels, class: name }, value: targetSeconds }],
      ),
    ),
    latencyFamily(input, texts),
  ];
}

const OVER_TARGET =
  'Executions that took longer than the target of their class, by the buckets of pg_query_class_latency_seconds.';

interface Total extends CounterColumn {
  /** Only of interest where pg_stat_statements.track_planning is on. */
  readonly planning?: true;
}

const TOTALS: readonly Total[] = [
  { name: 'calls_total', column: 'calls', help: 'Executions.' },
  { name: 'seconds_total', column: 'exec_time', help: 'Execution time in seconds.', scale: 0.001 },
  { name: 'rows_total', column: 'rows', help: 'Rows returned or changed.' },
  { name: 'shared_blks_hit_total', column: 'shared_hit', help: 'Blocks found in shared buffers.' },
  {
    name: 'shared_blks_read_total',
    column: 'shared_read',
    help: 'Blocks read from outside shared buffers.',
  },
  {
    name: 'shared_blks_dirtied_total',
    column: 'shared_dirtied',
    help: 'Blocks changed in shared buffers.',
  },
  { name: 'temp_blks_read_total', column: 'temp_read', help: 'Blocks of temporary files read.' },
  {
    name: 'temp_blks_written_total',
    column: 'temp_written',
    help: 'Blocks of temporary files written.',
  },
  { name: 'wal_bytes_total', column: 'wal_bytes', help: 'WAL generated in bytes.' },
  { name: 'plans_total', column: 'plans', help: 'Times a statement was planned.', planning: true },
  {
    name: 'plan_seconds_total',
    column: 'plan_time',
    help: 'Time spent planning in seconds.',
    scale: 0.001,
    planning: true,
  },
];

function latencyFamily(
  { bounds, groups }: ClassFamiliesInput,
  labels: readonly string[],
): HistogramFamily {
  const [calls, time] = [counterIndex('calls'), counterIndex('exec_time')];
  const texts = bounds.map(String);
  const values = groups.map(({ buckets, counters }) => {
    let count = 0;
    const cumulative = texts.map((le, index) => {
      count += buckets[index] ?? 0;
      return { le, count: numberText(count) };
    });
    return {
      buckets: cumulative,
      sum: numberText((counters[time] ?? 0) / 1000),
      count: numberText(counters[calls] ?? 0),
    };
  });
  return {
    name: 'pg_query_class_latency_seconds',
    help: 'Execution time of statements in seconds; sum and count are exact, the buckets are those of pg_stat_monitor or else estimated from mean and deviation.',
    type: 'histogram',
    blocks: [{ labels, values }],
  };
}
