import { Command } from 'commander';
import { COLUMN_COLUMNS, type ColumnRow, columnRow } from '../console/columns-view.ts';
import { INDEXES_QUERIES, indexColumns, indexRows } from '../console/indexes-view.ts';
import { printable } from '../console/printable.ts';
import type { RowColumn } from '../console/row-column.ts';
import { rowObject } from '../console/row-object.ts';
import { sortRows } from '../console/sort-rows.ts';
import { type ListedStatement, STATEMENT_COLUMNS } from '../console/statement-columns.ts';
import { statementKey, statementRow, statementTexts } from '../console/statement-row.ts';
import { TABLES_QUERIES, tableColumns, tableRows } from '../console/tables-view.ts';
import { adviceText, collectAdvice } from './advise.ts';
import { CliError } from './cli-error.ts';
import { addConfigOptions } from './config-options.ts';
import { EXIT, type Io } from './io.ts';
import { readConsole } from './read-console.ts';
import { readFamilies } from './read-families.ts';
import { rowTable } from './row-table.ts';
import { terminalWidth } from './terminal-width.ts';
import { type ChosenTarget, type TargetFlags, withTarget } from './with-target.ts';

interface TableFlags extends TargetFlags {
  readonly database?: string;
  readonly json: boolean;
}

export function tableCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('table')
    .argument('<name>', 'its name, with its schema where several have it')
    .option('--database <name>', 'in this database')
    .option('--json', 'print JSON', false)
    .option('--target <name>', 'which server; the default target when absent');
  return addConfigOptions(command).action(async (name: string, flags: TableFlags) =>
    done(await withTarget(flags, io, (chosen) => table(name, chosen, flags, io))),
  );
}

async function table(
  name: string,
  chosen: ChosenTarget,
  flags: TableFlags,
  io: Io,
): Promise<number> {
  const columns = await findTable(name, chosen, flags);
  const [{ database, schema, table: relname } = NO_COLUMN] = columns;
  const isIt = (row: { datname: string; schemaname: string; relname: string }) =>
    row.datname === database && row.schemaname === schema && row.relname === relname;
  const families = await readFamilies(chosen, [...TABLES_QUERIES, ...INDEXES_QUERIES], io);
  const statements = await statementsOf(chosen, database, relname);
  const { advices } = await collectAdvice(chosen, io);
  const own = advices.filter(
    (one) =>
      one.database === database && mentions(`${one.what} ${one.action ?? ''}`, schema, relname),
  );
  const now = Date.now() / 1000;
  const parts = [
    part('use', tableColumns(now), tableRows(families).filter(isIt), 'It has no statistics.'),
    part('columns', COLUMN_COLUMNS, columns, 'It has no columns.'),
    part('indexes', indexColumns(now), indexRows(families).filter(isIt), withoutIndexes(columns)),
    part('statements', STATEMENT_COLUMNS, statements, 'No statement names it.'),
  ];
  if (flags.json) {
    const lists = Object.fromEntries(parts.map(({ json, title }) => [title, json]));
    io.stdout.write(
      `${JSON.stringify({ database, schema, table: relname, ...lists, advice: own }, null, 2)}\n`,
    );
    return EXIT.ok;
  }
  io.stdout.write(printable(`${schema}.${relname} in database ${database}\n\n`));
  const width = terminalWidth(io);
  for (const { lines, title } of parts) {
    io.stdout.write(`${title.toUpperCase()}\n${lines(width).join('\n')}\n\n`);
  }
  io.stdout.write(printable(`ADVICE\n${adviceText(own, width)}`));
  return EXIT.ok;
}

const NO_COLUMN = { database: '', schema: '', table: '' };

/** @throws CliError unless there is exactly one of that name */
async function findTable(
  name: string,
  chosen: ChosenTarget,
  flags: TableFlags,
): Promise<readonly ColumnRow[]> {
  const { console_columns: read } = await readConsole(chosen, { console_columns: [name] });
  const found = read.rows
    .map(columnRow)
    .filter(({ database }) => (flags.database ?? database) === database);
  const places = [...new Set(found.map((row) => `${row.schema}.${row.table} in ${row.database}`))];
  if (places.length === 1) return found;
  const [problem] = read.problems;
  if (places.length === 0) {
    throw new CliError(
      problem ?? `there is no table ${name} in any database; "pgvitals tables" lists them`,
    );
  }
  throw new CliError(
    `${name} is ${places.join(', ')}; say which, with its schema or --database`,
    EXIT.usage,
  );
}

/** Those that take the most time among the statements of the server. */
const READ_TEXTS = 500;
const SHOWN = 10;

async function statementsOf(
  chosen: ChosenTarget,
  database: string,
  name: string,
): Promise<readonly ListedStatement[]> {
  const { console_statements: read } = await readConsole(chosen, { console_statements: [] });
  const rows = sortRows(read.rows.map(statementRow), ({ seconds }) => seconds);
  const total = rows.reduce((sum, { seconds }) => sum + seconds, 0);
  const candidates = rows.filter((row) => row.database === database).slice(0, READ_TEXTS);
  if (candidates.length === 0) return [];
  const ids = candidates.map(({ queryid }) => queryid);
  const { console_statement_texts: found } = await readConsole(chosen, {
    console_statement_texts: ids,
  });
  const texts = statementTexts(found.rows);
  return candidates
    .map((row) => ({
      ...row,
      share: total > 0 ? row.seconds / total : null,
      text: texts.get(statementKey(row)) ?? '',
    }))
    .filter(({ text }) => wordOf(name).test(text))
    .slice(0, SHOWN);
}

/** As a whole word, as "orders" is in neither "reorders" nor "orders_2026". */
function wordOf(name: string): RegExp {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w$])${literal}(?![\\w$])`, 'i');
}

function mentions(text: string, schema: string, name: string): boolean {
  return wordOf(`${schema}.${name}`).test(text);
}

/** Of a partitioned table the statistics have nothing, but of its partitions. */
function withoutIndexes(columns: readonly ColumnRow[]): string {
  return columns.some(({ indexes }) => indexes !== '')
    ? 'Its partitions have those that are named above.'
    : 'It has no index.';
}

function part<Row>(
  title: string,
  columns: readonly RowColumn<Row>[],
  rows: readonly Row[],
  nothing: string,
) {
  // What is the same in every row is in the heading.
  const shown = columns.filter(({ key }) => !HEADING.has(key));
  return {
    title,
    json: rows.map(rowObject(columns)),
    lines: (width: number) => (rows.length === 0 ? [nothing] : rowTable(shown, rows, width)),
  };
}

const HEADING = new Set(['database', 'schema', 'table']);
