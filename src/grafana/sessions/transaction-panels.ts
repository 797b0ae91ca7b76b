import type { Row } from '../panel.ts';
import { DATABASES, SERVER } from '../select.ts';

const longest = (what: string) =>
  `max by (datname) (pg_sessions_longest_${what}_seconds{${DATABASES}})`;

export const transactionPanels: Row = {
  title: 'Long transactions and what they hold back',
  panels: [
    {
      kind: 'lines',
      title: 'Longest transaction',
      description: 'Age of the oldest open transaction of each database.',
      unit: 's',
      width: 8,
      min: 0,
      limits: 'long_transaction',
      queries: [{ expr: longest('transaction'), legend: '{{datname}}' }],
    },
    {
      kind: 'lines',
      title: 'Longest statement',
      description: 'Age of the oldest running statement of each database.',
      unit: 's',
      width: 8,
      min: 0,
      limits: 'long_query',
      queries: [{ expr: longest('query'), legend: '{{datname}}' }],
    },
    {
      kind: 'lines',
      title: 'Longest idle in a transaction',
      description: 'How long a session has kept a transaction open and done nothing.',
      unit: 's',
      width: 8,
      min: 0,
      limits: 'idle_in_transaction',
      queries: [{ expr: longest('idle_in_transaction'), legend: '{{datname}}' }],
    },
    {
      kind: 'lines',
      title: 'Who holds back vacuum',
      limits: 'xmin_horizon',
      description:
        'Transactions since the oldest row version that each kind of holder may still see; vacuum cannot remove what is newer.',
      unit: 'short',
      decimals: 0,
      width: 8,
      min: 0,
      queries: [{ expr: `pg_xmin_horizon_age_transactions{${SERVER}}`, legend: '{{holder}}' }],
    },
    {
      kind: 'lines',
      title: 'Prepared transactions',
      description:
        'Age of the oldest prepared transaction of each database; forgotten ones hold locks and back vacuum.',
      unit: 's',
      width: 8,
      min: 0,
      limits: 'prepared_transaction',
      queries: [
        {
          expr: `max by (datname) (pg_prepared_transactions_oldest_seconds{${DATABASES}})`,
          legend: '{{datname}}',
        },
      ],
    },
    {
      kind: 'heatmap',
      title: 'Time since sessions became idle',
      description: 'How many idle sessions have been idle for how long.',
      unit: 's',
      width: 8,
      queries: [
        {
          expr: `sum by (le) (pg_process_idle_seconds_bucket{${SERVER},state="idle"})`,
          legend: '{{le}}',
        },
      ],
    },
  ],
};
