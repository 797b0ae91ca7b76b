import type { Row } from '../panel.ts';
import { SERVER } from '../select.ts';
import { VERDICTS } from '../states.ts';

const firing = (severity: string) => `ALERTS{alertstate="firing",severity="${severity}",${SERVER}}`;

export const overviewAlerts: Row = {
  title: 'Alerts',
  panels: [
    {
      kind: 'timeline',
      title: 'Alerts that fired',
      description: 'Each alert of this server over time, by its worst severity.',
      unit: 'none',
      width: 14,
      height: 7,
      empty: 'No alert fired.',
      states: VERDICTS,
      queries: [
        {
          expr: `max by (alertname) (2 * ${firing('critical')} or ${firing('warning')})`,
          legend: '{{alertname}}',
        },
      ],
    },
    {
      kind: 'table',
      title: 'Alerts that fire now',
      description: 'What fires now and for which database or object; critical first.',
      unit: 'none',
      width: 10,
      height: 7,
      empty: 'No alert fires.',
      sortBy: 'Severity',
      columns: [
        { from: 'state', title: 'Severity', states: VERDICTS, width: 90 },
        { from: 'alertname', title: 'Alert' },
        { from: 'category', title: 'Area', width: 110 },
        { from: 'database', title: 'Database', width: 120 },
      ],
      queries: [
        {
          expr: `max by (alertname, category, database) (2 * ${firing('critical')} or ${firing('warning')} or 0 * ${firing('info')})`,
          legend: 'state',
        },
      ],
    },
  ],
};
