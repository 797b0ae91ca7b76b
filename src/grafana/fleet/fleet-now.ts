import type { Row } from '../panel.ts';
import { SERVERS } from '../select.ts';
import { VERDICTS } from '../states.ts';
import { verdict } from '../verdict.ts';

const firing = (severity: string) =>
  `count(ALERTS{alertstate="firing",severity="${severity}",${SERVERS}}) or vector(0)`;

export const fleetNow: Row = {
  title: 'Now',
  panels: [
    {
      kind: 'stat',
      title: 'Servers up',
      description: 'Servers that answered the last scrape.',
      unit: 'none',
      width: 3,
      height: 4,
      queries: [{ expr: `sum(pg_up{${SERVERS}})`, legend: 'up' }],
    },
    {
      kind: 'stat',
      title: 'Servers down',
      description: 'Servers that did not answer the last scrape; the table below says why.',
      unit: 'none',
      width: 3,
      height: 4,
      alarm: 'red',
      queries: [{ expr: `count(pg_up{${SERVERS}} == 0) or vector(0)`, legend: 'down' }],
    },
    {
      kind: 'stat',
      title: 'Critical alerts',
      description: 'Critical alerts that fire now on all servers that are chosen.',
      unit: 'none',
      width: 3,
      height: 4,
      alarm: 'red',
      queries: [{ expr: firing('critical'), legend: 'critical' }],
    },
    {
      kind: 'stat',
      title: 'Warnings',
      description: 'Warnings that fire now on all servers that are chosen.',
      unit: 'none',
      width: 3,
      height: 4,
      alarm: 'orange',
      queries: [{ expr: firing('warning'), legend: 'warnings' }],
    },
    {
      kind: 'timeline',
      title: 'Verdict over time',
      description: 'The worst alert of each server: ok, warning or critical.',
      unit: 'none',
      width: 12,
      height: 4,
      states: VERDICTS,
      queries: [{ expr: verdict('.*'), legend: '{{instance}}' }],
    },
  ],
};
