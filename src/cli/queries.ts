import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { durationSchema } from '../catalog/duration.ts';
import {
  chooseStatements,
  STATEMENT_CHOICES,
  STATEMENT_SORTS,
  type StatementChoice,
} from '../console/choose-statements.ts';
import { counted } from '../console/counted.ts';
import { STATEMENT_COLUMNS } from '../console/statement-columns.ts';
import { statementKey, statementRow, statementTexts } from '../console/statement-row.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type Io } from './io.ts';
import { addListOptions, type ListFlags, limited } from './output-options.ts';
import { printRows } from './print-rows.ts';
import { readConsole } from './read-console.ts';
import { withTarget } from './with-target.ts';

interface QueriesFlags extends ListFlags {
  readonly minDuration?: number;
  readonly maxCacheRatio: number;
  readonly sort?: string;
  readonly database?: string;
  readonly user?: string;
}

export function queriesCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('queries')
    .addArgument(
      new Argument('[which]', 'which statements').choices(STATEMENT_CHOICES).default('top'),
    )
    .option(
      '--min-duration <time>',
      'only those that take this long on average, as 250ms or 2s (slow: 100ms)',
      seconds,
    )
    .option('--max-cache-ratio <ratio>', 'low-cache: at most this share from memory', ratio, 0.9)
    .addOption(new Option('--sort <by>', 'what comes first').choices(Object.keys(STATEMENT_SORTS)))
    .option('--database <name>', 'only those of this database')
    .option('--user <name>', 'only those of this role');
  return addListOptions(command, 20).action(async (which: StatementChoice, flags: QueriesFlags) =>
    done(await queries(which, flags, io)),
  );
}

const SLOW_SECONDS = 0.1;

export async function queries(
  choice: StatementChoice,
  flags: QueriesFlags,
  io: Io,
): Promise<number> {
  return await withTarget(flags, io, async (chosen) => {
    const { console_statements: read } = await readConsole(chosen, { console_statements: [] });
    const [problem] = read.problems;
    if (problem !== undefined) throw new CliError(`the statements cannot be listed: ${problem}`);
    const all = read.rows.map(statementRow);
    const minSeconds = flags.minDuration ?? (choice === 'slow' ? SLOW_SECONDS : 0);
    const { database, maxCacheRatio, sort, user } = flags;
    const filter = { choice, database, maxCacheRatio, minSeconds, sort, user };
    const rows = limited(chooseStatements(all, filter), flags.limit);
    const total = all.reduce((sum, row) => sum + row.seconds, 0);
    const texts = await readTexts(
      chosen,
      rows.map(({ queryid }) => queryid),
    );
    const listed = rows.map((row) => ({
      ...row,
      share: total > 0 ? row.seconds / total : null,
      text: texts.get(statementKey(row)) ?? '',
    }));
    const nothing =
      all.length === 1
        ? 'The only statement is not like that.'
        : `None of the ${counted(all.length, 'statement')} is like that.`;
    printRows({ columns: STATEMENT_COLUMNS, rows: listed, nothing }, flags, io);
    // Only where somebody looks: output that is kept has nothing but rows.
    if (io.stdout.isTTY === true && rows.length > 0 && !flags.json && !flags.csv) {
      io.stdout.write('\nThe plan of one and its whole text: pgvitals explain-query QUERYID\n');
    }
    return EXIT.ok;
  });
}

async function readTexts(chosen: Parameters<typeof readConsole>[0], ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, string>();
  const { console_statement_texts: read } = await readConsole(chosen, {
    console_statement_texts: ids,
  });
  return statementTexts(read.rows);
}

function seconds(text: string): number {
  const { data, success } = durationSchema.safeParse(text);
  if (success) return data / 1000;
  throw new InvalidArgumentError('Expected a time such as 250ms or 2s.');
}

function ratio(text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (text !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Expected a share such as 0.9 or 90%.');
}
