import type { Row } from '../panel.ts';
import { SERVERS } from '../select.ts';
import { YES_OR_NO_BAD } from '../states.ts';

const BY = 'instance, datname, subname';
const subscription = (what: string) => `max by (${BY}) (pg_subscription_${what}{${SERVERS}})`;

export const logicalPanels: Row = {
  title: 'Logical replication',
  panels: [
    {
      kind: 'table',
      title: 'Subscriptions',
      alerts: ['subscription_down'],
      description:
        'Whether each subscription is enabled and its workers run, and when it last heard of its publisher.',
      unit: 'short',
      width: 12,
      sortBy: 'Last message',
      empty: 'There are no subscriptions.',
      columns: [
        { from: 'instance', title: 'Server', width: 110 },
        { from: 'datname', title: 'Database', width: 110 },
        { from: 'subname', title: 'Subscription' },
        { from: 'enabled', title: 'Enabled', states: YES_OR_NO_BAD, width: 80 },
        { from: 'workers', title: 'Workers', unit: 'locale', decimals: 0, width: 80 },
        { from: 'message', title: 'Last message', unit: 's', width: 115 },
      ],
      queries: [
        { expr: subscription('enabled'), legend: 'enabled' },
        { expr: subscription('workers'), legend: 'workers' },
        { expr: subscription('last_message_age_seconds'), legend: 'message' },
      ],
    },
    {
      kind: 'lines',
      title: 'Errors of subscriptions',
      alerts: ['subscription_errors'],
      description: 'Errors in an hour while changes were applied and tables were copied.',
      unit: 'suffix: /h',
      width: 6,
      min: 0,
      queries: ['apply', 'sync'].map((what) => ({
        expr: `3600 * sum by (instance, subname) (rate(pg_stat_subscription_stats_${what}_errors_total{${SERVERS}}[$__rate_interval]))`,
        legend: `{{subname}} ${what}`,
      })),
    },
    {
      kind: 'lines',
      title: 'Lag of logical receivers',
      description: 'WAL that the receivers of logical slots have not confirmed yet.',
      unit: 'bytes',
      width: 6,
      min: 0,
      queries: [
        {
          expr: `topk(10, pg_replication_slots_confirmed_flush_lag_bytes{${SERVERS}})`,
          legend: '{{instance}} {{slot_name}}',
        },
      ],
    },
  ],
};
