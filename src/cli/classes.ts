import { Command } from 'commander';
import { readConfig } from '../config/read-config.ts';
import { statementOptions } from '../config/statement-options.ts';
import { CLASS_COLUMNS, type ClassifiedStatement } from '../console/class-columns.ts';
import { classTotals, TOTAL_COLUMNS } from '../console/class-totals.ts';
import { statementKey, statementRow, statementTexts } from '../console/statement-row.ts';
import { classify } from '../statements/classify.ts';
import { maskText } from '../statements/mask-text.ts';
import { normaliseText } from '../statements/normalise-text.ts';
import type { QueryClasses } from '../statements/query-class.ts';
import { didYouMean } from '../yaml/did-you-mean.ts';
import { CliError } from './cli-error.ts';
import { configInput } from './config-options.ts';
import { EXIT, type Io } from './io.ts';
import { addListOptions, type ListFlags, limited } from './output-options.ts';
import { printRows } from './print-rows.ts';
import { readConsole } from './read-console.ts';
import { withTarget } from './with-target.ts';

interface ClassesFlags extends ListFlags {
  readonly class?: string;
  readonly sql?: string;
  readonly user: string;
  readonly database: string;
}

export function classesCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('classes')
    .option('--class <name>', 'only this class')
    .option('--sql <statement>', 'say for this statement only; no server is asked')
    .option('--user <name>', 'with --sql: the role that runs it', '')
    .option('--database <name>', 'with --sql: the database it runs in', '');
  return addListOptions(command, 40).action(async (flags: ClassesFlags) =>
    done(flags.sql === undefined ? await classes(flags, io) : await classOf(flags.sql, flags, io)),
  );
}

async function classes(flags: ClassesFlags, io: Io): Promise<number> {
  return await withTarget(flags, io, async (chosen) => {
    const options = statementOptions(chosen.read.config.statements).classes;
    checkName(flags.class, options);
    const { console_statements: read } = await readConsole(chosen, { console_statements: [] });
    const [problem] = read.problems;
    if (problem !== undefined) throw new CliError(`the statements cannot be listed: ${problem}`);
    const rows = read.rows.map(statementRow);
    const ids = [...new Set(rows.map(({ queryid }) => queryid))];
    const { console_statement_texts: found } = await readConsole(chosen, {
      console_statement_texts: ids,
    });
    const texts = statementTexts(found.rows);
    const classified = rows.map((row): ClassifiedStatement => {
      const text = texts.get(statementKey(row));
      const { user, database } = row;
      const { class: name, matched, rule } = classify({ text, user, database }, options);
      return {
        ...row,
        class: name,
        rule: rule?.source ?? '',
        matched: matched ?? '',
        text: maskText(text ?? '', AS_RULES_SEE_IT),
      };
    });
    const order = options.classes.map(({ name }) => name);
    const wanted = classified
      .filter((row) => flags.class === undefined || row.class === flags.class)
      .sort((a, b) => order.indexOf(a.class) - order.indexOf(b.class) || b.seconds - a.seconds);
    const people = !flags.json && !flags.csv;
    if (people) {
      const totals = classTotals(options.classes, classified);
      printRows({ columns: TOTAL_COLUMNS, rows: totals, nothing: '' }, flags, io);
      io.stdout.write('\n');
    }
    const shown = limited(wanted, flags.limit);
    printRows(
      { columns: CLASS_COLUMNS, rows: shown, nothing: 'There is no such statement.' },
      flags,
      io,
    );
    const left = wanted.length - shown.length;
    if (people && left > 0) io.stdout.write(`\n${left} more; --limit 0 shows all of them.\n`);
    return EXIT.ok;
  });
}

const AS_RULES_SEE_IT = { mode: 'full', length: 0 } as const;

async function classOf(sql: string, flags: ClassesFlags, io: Io): Promise<number> {
  const { config } = await readConfig(configInput(flags, io.env));
  const options = statementOptions(config.statements).classes;
  const { user, database } = flags;
  const { class: name, matched, rule } = classify({ text: sql, user, database }, options);
  const { text } = normaliseText(sql);
  const answer = { class: name, rule: rule?.source ?? 'no rule', matched: matched ?? '', text };
  if (flags.json) io.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  else {
    const found = matched === undefined ? '' : `matched  ${matched}\n`;
    io.stdout.write(`class    ${name}\nbecause  ${answer.rule}\n${found}seen as  ${text}\n`);
  }
  return EXIT.ok;
}

function checkName(name: string | undefined, { classes: all }: QueryClasses): void {
  const names = all.map((one) => one.name);
  if (name === undefined || names.includes(name)) return;
  throw new CliError(
    `there is no class "${name}"${didYouMean(name, names)}; there are: ${names.join(', ')}`,
    EXIT.usage,
  );
}
