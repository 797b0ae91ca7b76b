import type { Row } from '../panel.ts';
import { CLASSES, rateBy, SERVER } from '../select.ts';

export const queriesStore: Row = {
  title: 'Planning, and pg_stat_statements itself',
  panels: [
    {
      kind: 'lines',
      title: 'Planning time by class',
      description: 'Seconds of planning in each second; needs pg_stat_statements.track_planning.',
      unit: 'short',
      width: 6,
      min: 0,
      queries: [
        {
          expr: rateBy('class', `pg_query_class_plan_seconds_total{${CLASSES}}`),
          legend: '{{class}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Slow queries',
      limits: 'slow_queries',
      description: 'Queries whose mean in the last interval was above 0.1 and above 0.5 seconds.',
      unit: 'short',
      decimals: 0,
      width: 6,
      min: 0,
      queries: [
        {
          expr: `max by (threshold) (pg_stat_statements_slow_queries{${SERVER}})`,
          legend: 'above {{threshold}} s',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Entries of pg_stat_statements',
      description:
        'Entries in use and how many there is room for; beyond, the least used are evicted.',
      unit: 'short',
      decimals: 0,
      width: 6,
      min: 0,
      dashed: 'room',
      queries: [
        { expr: `pg_stat_statements_info_entries{${SERVER}}`, legend: 'in use' },
        { expr: `pg_stat_statements_info_max_entries{${SERVER}}`, legend: 'room' },
      ],
    },
    {
      kind: 'lines',
      title: 'Evictions',
      description:
        'Times in the hour before each point that entries were evicted: figures of rare queries get lost then, raise pg_stat_statements.max.',
      unit: 'short',
      decimals: 0,
      width: 6,
      min: 0,
      limits: 'statements_evicted',
      queries: [
        {
          expr: `increase(pg_stat_statements_info_dealloc_total{${SERVER}}[1h])`,
          legend: 'evictions',
        },
      ],
    },
  ],
};
