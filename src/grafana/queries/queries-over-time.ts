import type { LinesPanel, Row } from '../panel.ts';
import { DATABASES, leadingRates } from '../select.ts';

export const queriesOverTime: Row = {
  title: 'The ten leading queries over time',
  panels: [
    leaders('Time', 'seconds', 'Seconds of execution in each second.', 'short'),
    leaders('Calls', 'calls', 'Calls a second.', 'suffix: /s'),
    leaders(
      'Blocks read',
      'shared_blks_read',
      'Blocks a second from outside shared buffers.',
      'suffix: /s',
    ),
    leaders('WAL', 'wal_bytes', 'WAL a second.', 'Bps'),
  ],
};

function leaders(what: string, counter: string, description: string, unit: string): LinesPanel {
  return {
    kind: 'lines',
    title: `${what} of the leading queries`,
    description: `${description} The ten queries with the most in the time shown, by query id.`,
    unit,
    width: 12,
    min: 0,
    stacked: true,
    legend: 'table',
    queries: [
      {
        expr: leadingRates(
          10,
          'queryid',
          `pg_stat_statements_${counter}_total{${DATABASES},queryid!="rest"}`,
        ),
        legend: '{{queryid}}',
      },
    ],
  };
}
