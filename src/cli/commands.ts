import type { Command } from 'commander';
import type { Io } from './io.ts';

/** A command; its module is loaded when it is called, as all of them would take half a second. */
export interface CommandEntry {
  readonly name: string;
  readonly description: string;
  readonly load: () => Promise<(io: Io, done: (code: number) => void) => Command>;
}

/** In the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'start',
    description: 'serve if a server is configured, otherwise the demo: what npm start does',
    load: async () => (await import('./start.ts')).startCommand,
  },
  {
    name: 'serve',
    description: 'serve the metrics of the configured servers until it is told to stop',
    load: async () => (await import('./serve.ts')).serveCommand,
  },
  {
    name: 'demo',
    description: 'start a PostgreSQL of its own with a workload, and serve its metrics',
    load: async () => (await import('./demo.ts')).demoCommand,
  },
  {
    name: 'stack',
    description:
      'the demo with the Prometheus, Alertmanager, Grafana and node_exporter of this machine',
    load: async () => (await import('./stack.ts')).stackCommand,
  },
  {
    name: 'explain',
    description: 'say for each target and database what runs, what is skipped and why',
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  {
    name: 'check',
    description:
      'judge servers by the thresholds, now; ends with 0 ok, 1 warning, 2 critical, 3 unknown',
    load: async () => (await import('./check.ts')).checkCommand,
  },
  {
    name: 'rules',
    description: 'write the rules for Prometheus with the limits of the configuration',
    load: async () => (await import('./rules.ts')).rulesCommand,
  },
  {
    name: 'setup',
    description:
      'say what a server lacks for monitoring, with the SQL for it; with --apply, carry it out',
    load: async () => (await import('./setup.ts')).setupCommand,
  },
  {
    name: 'doctor',
    description: 'look for whatever keeps monitoring from seeing everything, and say what mends it',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  {
    name: 'monitor',
    description:
      'look at a server: now, over time, against its limits; without a word, all of it once',
    load: async () => (await import('./monitor.ts')).monitorCommand,
  },
  {
    name: 'verify',
    description:
      'try every view and function of the schema "monitoring": 13 suites, nothing stays behind',
    load: async () => (await import('./verify.ts')).verifyCommand,
  },
  {
    name: 'maintenance',
    description: 'run, list or schedule the maintenance jobs of the schema "monitoring"',
    load: async () => (await import('./maintenance.ts')).maintenanceCommand,
  },
  {
    name: 'queries',
    description:
      'list statements: those that take most time, the slow ones, or those that miss the cache',
    load: async () => (await import('./queries.ts')).queriesCommand,
  },
  {
    name: 'classes',
    description: 'show which statements are in which query class, and what put them there',
    load: async () => (await import('./classes.ts')).classesCommand,
  },
  {
    name: 'tables',
    description: 'list tables with their size, use, dead rows and maintenance',
    load: async () => (await import('./tables.ts')).tablesCommand,
  },
  {
    name: 'table',
    description: 'show one table: columns, indexes, use, the statements that name it, advice',
    load: async () => (await import('./table.ts')).tableCommand,
  },
  {
    name: 'indexes',
    description: 'list indexes with their size, use and what is wrong with them',
    load: async () => (await import('./indexes.ts')).indexesCommand,
  },
  {
    name: 'database',
    description: 'list databases with their size, sessions, transactions and cache hits',
    load: async () => (await import('./database.ts')).databaseCommand,
  },
  {
    name: 'explain-query',
    description: 'show the plan of a statement, and which tables it reads from end to end',
    load: async () => (await import('./explain-query.ts')).explainQueryCommand,
  },
  {
    name: 'advise',
    description: 'say what could be better: indexes, vacuum, memory, connections, with the SQL',
    load: async () => (await import('./advise.ts')).adviseCommand,
  },
  {
    name: 'baseline',
    description: 'remember what a server is like, and compare it with that later',
    load: async () => (await import('./baseline.ts')).baselineCommand,
  },
  {
    name: 'report',
    description:
      'say what a server did in a day, week or month: statements, resources, alerts, anomalies, advice',
    load: async () => (await import('./report.ts')).reportCommand,
  },
  {
    name: 'reset-stats',
    description: 'forget what pg_stat_statements counted so far; asks first',
    load: async () => (await import('./reset-stats.ts')).resetStatsCommand,
  },
  {
    name: 'alerts',
    description: 'list, acknowledge, silence and try alerts in Alertmanager',
    load: async () => (await import('./alerts.ts')).alertsCommand,
  },
  {
    name: 'catalog',
    description: 'work with catalog files',
    load: async () => (await import('./catalog.ts')).catalogCommand,
  },
];
