import type { TrendUnit } from '../trends/trend-signals.ts';
import { rangeFigures } from './range-figures.ts';
import type { Resource } from './report.ts';
import { matchersOf, type ReportWindow } from './report-window.ts';

/** The host and what the server takes of it; what nobody measures is left out. */
export async function readResources(window: ReportWindow): Promise<readonly Resource[]> {
  const own = matchersOf(window);
  const all = SIGNALS.map(async ({ label, name, promql, unit }): Promise<readonly Resource[]> => {
    const [averages, mosts] = await Promise.all([
      rangeFigures(window, (part) => promql(own, part, 'avg')),
      rangeFigures(window, (part) => promql(own, part, 'max')),
    ]);
    return averages.map(({ average, labels, last, most }) => {
      const which = label === undefined ? '' : (labels[label] ?? '');
      const peak = mosts.find((one) => label === undefined || one.labels[label] === which);
      const resource = which === '' ? name : `${name} ${which}`;
      return { resource, unit, average, most: Math.max(most, peak?.most ?? most), last };
    });
  });
  return (await Promise.all(all)).flat();
}

interface Signal {
  readonly name: string;
  readonly unit: TrendUnit;
  readonly promql: (own: string, part: string, how: 'avg' | 'max') => string;
  /** Each value of this label is a line of its own. */
  readonly label?: string;
}

const gauge =
  (metric: string) =>
  (own: string, part: string, how: 'avg' | 'max'): string =>
    `max(${how}_over_time(${metric}{${own}}[${part}]))`;

/** The highest rate is of five minutes, not of one scrape. */
const flow =
  (metric: string, more = '') =>
  (own: string, part: string, how: 'avg' | 'max'): string => {
    const rate = (range: string) => `sum(rate(${metric}{${own}${more}}[${range}]))`;
    const step = `${Math.min(300, Number.parseInt(part, 10))}s`;
    return how === 'avg' ? rate(part) : `max_over_time(${rate('5m')}[${part}:${step}])`;
  };

const WIRES = ',device!~"lo|veth.*|docker.*|br-.*|ifb.*"';

const SIGNALS: readonly Signal[] = [
  { name: 'CPU', unit: 'ratio', promql: gauge('host:pg_cpu_used:ratio5m') },
  { name: 'memory', unit: 'ratio', promql: gauge('host:pg_memory_used:ratio') },
  {
    name: 'disk',
    unit: 'ratio',
    label: 'mountpoint',
    promql: (own, part, how) =>
      `max by (mountpoint) (${how}_over_time(host:pg_disk_used:ratio{${own}}[${part}]))`,
  },
  {
    name: 'network in',
    unit: 'bytes per second',
    promql: flow('node_network_receive_bytes_total', WIRES),
  },
  {
    name: 'network out',
    unit: 'bytes per second',
    promql: flow('node_network_transmit_bytes_total', WIRES),
  },
  { name: 'connections', unit: 'ratio', promql: gauge('server:pg_connections_used:ratio') },
  {
    name: 'database',
    unit: 'bytes',
    label: 'datname',
    promql: (own, part, how) =>
      `max by (datname) (${how}_over_time(pg_database_size_bytes{${own},datname!~"template.*"}[${part}]))`,
  },
  { name: 'WAL', unit: 'bytes per second', promql: flow('pg_wal_position_bytes_total') },
  {
    name: 'temporary files',
    unit: 'bytes per second',
    promql: flow('pg_stat_database_temp_bytes'),
  },
];
