import type { Row } from '../panel.ts';

const EXPORTER = 'instance=~"$exporter"';
const only = `and on (job, instance) pgvitals_build_info{${EXPORTER}}`;

export const processPanels: Row = {
  title: 'The process',
  panels: [
    {
      kind: 'stat',
      title: 'Version of the exporter',
      description: 'Version of pgvitals and of Node.js.',
      unit: 'none',
      width: 6,
      height: 6,
      named: true,
      queries: [
        {
          expr: `max by (version, nodeversion) (pgvitals_build_info{${EXPORTER}})`,
          legend: '{{version}} on Node.js {{nodeversion}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'CPU of the exporter',
      description: 'CPU time that the process uses in each second.',
      unit: 'percentunit',
      width: 6,
      height: 6,
      min: 0,
      queries: [
        {
          expr: `rate(process_cpu_seconds_total{${EXPORTER}}[$__rate_interval]) ${only}`,
          legend: '{{instance}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Memory of the exporter',
      description: 'Resident memory of the process, and the heap in use.',
      unit: 'bytes',
      width: 6,
      height: 6,
      min: 0,
      queries: [
        {
          expr: `process_resident_memory_bytes{${EXPORTER}} ${only}`,
          legend: '{{instance}} resident',
        },
        { expr: `nodejs_heap_size_used_bytes{${EXPORTER}}`, legend: '{{instance}} heap' },
      ],
    },
    {
      kind: 'lines',
      title: 'Event loop lag',
      description: 'How late timers of the process run, 99 % of them less.',
      unit: 's',
      width: 6,
      height: 6,
      min: 0,
      queries: [{ expr: `nodejs_eventloop_lag_p99_seconds{${EXPORTER}}`, legend: '{{instance}}' }],
    },
    {
      kind: 'stat',
      title: 'Configuration',
      alerts: ['exporter_reload_failed'],
      description:
        'Whether the last reading of the configuration worked; the old one is in use otherwise.',
      unit: 'none',
      width: 6,
      height: 5,
      states: [
        { value: 0, text: 'wrong, the old one is in use', colour: 'red' },
        { value: 1, text: 'in use', colour: 'green' },
      ],
      queries: [
        {
          expr: `min(pgvitals_config_last_reload_successful{${EXPORTER}})`,
          legend: 'configuration',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Time of the configuration',
      description: 'Time since configuration and catalog were last loaded.',
      unit: 's',
      width: 18,
      height: 5,
      min: 0,
      queries: [
        {
          expr: `time() - pgvitals_config_last_reload_success_timestamp_seconds{${EXPORTER}}`,
          legend: '{{instance}}',
        },
      ],
    },
  ],
};
