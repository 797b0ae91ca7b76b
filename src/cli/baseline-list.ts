import { Command } from 'commander';
import type { Baseline } from '../baseline/baseline.ts';
import { counted } from '../console/counted.ts';
import { formatBytes } from '../console/format-bytes.ts';
import { formatCount } from '../console/format-count.ts';
import { formatRatio } from '../console/format-ratio.ts';
import { formatSeconds } from '../console/format-seconds.ts';
import { ratioOf } from '../console/ratio-of.ts';
import { numberColumn, type RowColumn } from '../console/row-column.ts';
import { addBaselineOptions, type BaselineFlags, openStore, pick } from './baseline-options.ts';
import { EXIT, type Io } from './io.ts';
import { printRows } from './print-rows.ts';
import { readServers } from './read-servers.ts';
import { rowTable } from './row-table.ts';
import { terminalWidth } from './terminal-width.ts';

interface ListFlags extends BaselineFlags {
  readonly json: boolean;
}

export function baselineListCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('list')
    .description('list the baselines of a server; needs no server')
    .option('--json', 'print JSON', false);
  return addBaselineOptions(command).action(async (flags: ListFlags) => {
    const { store } = await storeOf(flags, io);
    const nothing = 'There is no baseline yet; make one with "pgvitals baseline create".';
    printRows(
      { columns: COLUMNS, rows: await store.list(), nothing },
      { ...flags, csv: false },
      io,
    );
    done(EXIT.ok);
  });
}

export function baselineShowCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('show')
    .description('show a baseline; needs no server')
    .argument('[name]', 'which one; the newest when absent')
    .option('--json', 'print JSON', false);
  return addBaselineOptions(command).action(async (name: string | undefined, flags: ListFlags) => {
    const { store, target } = await storeOf(flags, io);
    const baseline = pick(await store.list(), name, target);
    if (flags.json) io.stdout.write(`${JSON.stringify(baseline, null, 2)}\n`);
    else io.stdout.write(`${text(baseline, terminalWidth(io)).join('\n')}\n`);
    done(EXIT.ok);
  });
}

export function baselineDeleteCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('delete')
    .description('delete a baseline; needs no server')
    .argument('<name>', 'which one');
  return addBaselineOptions(command).action(async (name: string, flags: BaselineFlags) => {
    const { store } = await storeOf(flags, io);
    await store.remove(name);
    io.stdout.write(`Deleted ${name}.\n`);
    done(EXIT.ok);
  });
}

async function storeOf(flags: BaselineFlags, io: Io) {
  const read = await readServers(flags, io, 'adminUrl');
  const target = flags.target ?? read.defaultTarget ?? 'default';
  return { target, store: openStore(read, target, flags, io) };
}

function bytesOf({ databases }: Baseline): number {
  return databases.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
}

const COLUMNS: readonly RowColumn<Baseline>[] = [
  { key: 'name', title: 'name', value: ({ name }) => name, least: 12 },
  {
    key: 'at',
    title: 'made at',
    value: ({ at }) => at,
    text: ({ at }) => at.slice(0, 16).replace('T', ' '),
  },
  { key: 'version', title: 'version', value: ({ version }) => version.split(' ')[0] ?? '' },
  numberColumn('bytes', 'size', bytesOf, formatBytes),
  numberColumn('connections', 'connections', (row) => row.connections, formatCount),
  numberColumn('statements', 'statements', (row) => row.statements.length, formatCount, 1),
];

function text(baseline: Baseline, width: number): readonly string[] {
  const { classes, connections, databases, maxConnections, statements, tables } = baseline;
  return [
    `${baseline.name} of ${baseline.target}, ${baseline.at.slice(0, 16).replace('T', ' ')} UTC, PostgreSQL ${baseline.version} ${baseline.role}`,
    `${formatCount(connections)} of ${formatCount(maxConnections)} connections, ${counted(baseline.transactionsPerSecond, 'transaction')} per second`,
    '',
    ...rowTable(DATABASES, databases, width),
    ...(tables.length > 0 ? ['', ...rowTable(TABLES, tables.slice(0, 10), width)] : []),
    ...(classes.some(({ p95Seconds }) => p95Seconds !== null)
      ? ['', ...rowTable(CLASSES, classes, width)]
      : []),
    ...(statements.length > 0 ? ['', ...rowTable(STATEMENTS, statements.slice(0, 10), width)] : []),
  ];
}

const DATABASES: readonly RowColumn<Baseline['databases'][number]>[] = [
  { key: 'database', title: 'database', value: ({ database }) => database, least: 12 },
  numberColumn('bytes', 'size', (row) => row.bytes, formatBytes),
  numberColumn('hit', 'hit %', (row) => ratioOf(row.hit, row.read), formatRatio),
];

const TABLES: readonly RowColumn<Baseline['tables'][number]>[] = [
  {
    key: 'table',
    title: 'table',
    value: (row) => `${row.database}.${row.schema}.${row.table}`,
    least: 20,
  },
  numberColumn('bytes', 'without indexes', (row) => row.bytes, formatBytes),
  numberColumn('rows', 'rows', (row) => row.rows, formatCount),
];

const CLASSES: readonly RowColumn<Baseline['classes'][number]>[] = [
  { key: 'class', title: 'class', value: ({ name }) => name },
  numberColumn('mean', 'mean', (row) => row.meanSeconds, formatSeconds),
  numberColumn('p95', 'p95', (row) => row.p95Seconds, formatSeconds),
];

const STATEMENTS: readonly RowColumn<Baseline['statements'][number]>[] = [
  { key: 'queryid', title: 'queryid', value: ({ queryid }) => queryid, align: 'right' },
  numberColumn('calls', 'calls', (row) => row.calls, formatCount),
  numberColumn('mean', 'mean', (row) => row.seconds / Math.max(1, row.calls), formatSeconds),
  { key: 'query', title: 'query', value: (row) => row.text, least: 24 },
];
