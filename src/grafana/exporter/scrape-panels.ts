import type { Row } from '../panel.ts';
import { SERVERS } from '../select.ts';

export const scrapePanels: Row = {
  title: 'Scrapes',
  panels: [
    {
      kind: 'lines',
      title: 'Time of a scrape',
      description: 'How long the last scrape of each server took, the ten longest.',
      unit: 's',
      width: 8,
      min: 0,
      limits: 'exporter_slow',
      queries: [
        {
          expr: `topk(10, pgvitals_scrape_last_duration_seconds{${SERVERS}})`,
          legend: '{{instance}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Percentiles of scrape times',
      description: 'Over all servers of the chosen exporters.',
      unit: 's',
      width: 8,
      min: 0,
      queries: [99, 50].map((percent) => ({
        expr: `histogram_quantile(${percent / 100}, sum by (le) (rate(pgvitals_scrape_duration_seconds_bucket{instance=~"$exporter"}[$__rate_interval])))`,
        legend: `p${percent}`,
      })),
    },
    {
      kind: 'lines',
      title: 'Series of each server',
      description: 'Samples that Prometheus got in a scrape of each server, the ten with the most.',
      unit: 'short',
      decimals: 0,
      width: 8,
      min: 0,
      queries: [{ expr: `topk(10, scrape_samples_scraped{${SERVERS}})`, legend: '{{instance}}' }],
    },
    {
      kind: 'table',
      title: 'State of each server',
      alerts: ['exporter_down'],
      description: 'ok, or why PostgreSQL did not answer.',
      unit: 'none',
      width: 8,
      sortBy: 'Server',
      ascending: true,
      columns: [
        { from: 'instance', title: 'Server' },
        { from: 'reason', title: 'State', width: 140 },
      ],
      queries: [
        {
          expr: `max by (instance, reason) (pgvitals_target_status{${SERVERS}})`,
          legend: 'status',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Sessions with each server',
      description: 'Sessions that the exporter has open, and how many it may have.',
      unit: 'short',
      decimals: 0,
      width: 8,
      min: 0,
      dashed: 'limit',
      queries: [
        {
          expr: `topk(10, sum by (instance) (pgvitals_connections{${SERVERS}}))`,
          legend: '{{instance}}',
        },
        { expr: `max(pgvitals_connections_limit{${SERVERS}})`, legend: 'limit' },
      ],
    },
    {
      kind: 'lines',
      title: 'Scrapes that failed',
      description: 'Share of the scrapes that failed as a whole or in one of their queries.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      queries: [
        {
          expr: `topk(10, avg_over_time(pg_exporter_last_scrape_error{${SERVERS}}[$__rate_interval]))`,
          legend: '{{instance}}',
        },
      ],
    },
  ],
};
