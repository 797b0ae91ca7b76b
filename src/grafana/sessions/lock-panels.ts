import type { Row } from '../panel.ts';
import { DATABASES, SERVER } from '../select.ts';

export const lockPanels: Row = {
  title: 'Locks',
  panels: [
    {
      kind: 'lines',
      title: 'Sessions that wait for a lock',
      description: 'Waiting sessions by what they want.',
      unit: 'short',
      decimals: 0,
      width: 8,
      min: 0,
      limits: 'blocked_sessions',
      queries: [
        {
          expr: `sum by (locktype, mode) (pg_locks_waiting_sessions{${DATABASES}})`,
          legend: '{{locktype}} {{mode}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Longest wait for a lock',
      description: 'How long the session has waited that has waited longest, by database.',
      unit: 's',
      width: 8,
      min: 0,
      limits: 'lock_wait',
      queries: [
        {
          expr: `max by (datname) (pg_locks_waiting_longest_seconds{${DATABASES}})`,
          legend: '{{datname}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Blockers',
      description: 'Sessions at the head of a queue for locks, by what they do.',
      unit: 'short',
      decimals: 0,
      width: 8,
      min: 0,
      queries: [{ expr: `sum by (state) (pg_blocking_blockers{${SERVER}})`, legend: '{{state}}' }],
    },
    {
      kind: 'lines',
      title: 'Queues behind blockers',
      description:
        'Sessions behind the blocker with the longest queue, and the longest chain of sessions that wait one for the other.',
      unit: 'short',
      decimals: 0,
      width: 6,
      min: 0,
      queries: [
        { expr: `max(pg_blocking_longest_queue_sessions{${SERVER}})`, legend: 'queue' },
        { expr: `max(pg_blocking_longest_chain_sessions{${SERVER}})`, legend: 'chain' },
      ],
    },
    {
      kind: 'lines',
      title: 'Oldest blocker',
      description: 'Age of the oldest transaction that blocks others, by what the blocker does.',
      unit: 's',
      width: 6,
      min: 0,
      queries: [
        {
          expr: `max by (state) (pg_blocking_oldest_blocker_seconds{${SERVER}})`,
          legend: '{{state}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Locks by mode',
      description: 'Locks held or waited for.',
      unit: 'short',
      decimals: 0,
      width: 6,
      min: 0,
      stacked: true,
      queries: [{ expr: `sum by (mode) (pg_locks_count{${DATABASES}}) > 0`, legend: '{{mode}}' }],
    },
    {
      kind: 'lines',
      title: 'Deadlocks',
      description: 'Deadlocks in the fifteen minutes before each point, by database.',
      unit: 'short',
      decimals: 0,
      width: 6,
      min: 0,
      limits: 'deadlocks',
      queries: [
        {
          expr: `sum by (datname) (increase(pg_stat_database_deadlocks{${DATABASES}}[15m]))`,
          legend: '{{datname}}',
        },
      ],
    },
  ],
};
