import { Argument, Command, InvalidArgumentError } from 'commander';
import { durationSchema } from '../catalog/duration.ts';
import { targetConnection } from '../config/target-connection.ts';
import { counted } from '../console/counted.ts';
import { formatBytes } from '../console/format-bytes.ts';
import { printable } from '../console/printable.ts';
import { explainStatement } from '../explain/explain-statement.ts';
import { type PlanFindings, planFindings } from '../explain/plan-findings.ts';
import { planLines } from '../explain/plan-lines.ts';
import type { ExplainedPlan } from '../explain/plan-node.ts';
import { relationFacts } from '../explain/relation-facts.ts';
import { repairNormalisedText } from '../explain/repair-normalised-text.ts';
import { statementSession } from '../explain/statement-session.ts';
import { findStatement } from './find-statement.ts';
import { EXIT, type Io } from './io.ts';
import { wholeNumber } from './output-options.ts';
import { addServerOptions } from './server-options.ts';
import { type TargetFlags, withTarget } from './with-target.ts';

interface ExplainQueryFlags extends TargetFlags {
  readonly database?: string;
  readonly user?: string;
  readonly searchPath?: string;
  readonly timeout: number;
  readonly minRows: number;
  readonly analyze: boolean;
  readonly json: boolean;
}

export function explainQueryCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('explain-query')
    .addArgument(
      new Argument('<id-or-sql>', 'a queryid of pg_stat_statements ("pgvitals queries"), or SQL'),
    )
    .option('--analyze', 'run it, too: read-only and rolled back', false)
    .option('--timeout <time>', 'cancel what takes longer, as 10s', duration, 10_000)
    .option('--database <name>', 'where it runs; of an id, where it ran')
    .option('--user <name>', 'of an id, the role that ran it')
    .option('--search-path <schemas>', 'schemas of the application, as app,public')
    .option('--min-rows <rows>', 'tell of scans of tables this large', wholeNumber, 1000)
    .option('--json', 'print JSON', false);
  return addServerOptions(command).action(async (what: string, flags: ExplainQueryFlags) =>
    done(await explainQuery(what, flags, io)),
  );
}

export async function explainQuery(
  what: string,
  flags: ExplainQueryFlags,
  io: Io,
): Promise<number> {
  return await withTarget(flags, io, async (chosen) => {
    const { config, read, server } = chosen;
    const { analyze, database, minRows, searchPath, timeout: timeoutMs } = flags;
    const isId = /^-?\d+$/.test(what.trim());
    const found = isId ? await findStatement(chosen, what.trim(), flags) : undefined;
    const statement = found === undefined ? what : repairNormalisedText(found.text);
    const base = await targetConnection(config, read.config.limits.connect_timeout, read.env);
    const connect = { ...base, database: found?.database ?? database ?? base.database };
    const { findings, plan } = await statementSession(
      { connect, timeoutMs, searchPath },
      async (connection) => {
        const explained = await explainStatement(connection, statement, {
          analyze,
          versionNum: server.versionNum,
        });
        const facts = await relationFacts(connection, explained.Plan);
        return { plan: explained, findings: planFindings(explained.Plan, facts, minRows) };
      },
    );
    if (flags.json) {
      const answer = { ...found, database: connect.database, statement, findings, plan };
      io.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    } else {
      if (found !== undefined) io.stdout.write(printable(`${statement.trim()}\n\n`));
      io.stdout.write(printable(text(plan, findings, minRows)));
    }
    return EXIT.ok;
  });
}

function text(plan: ExplainedPlan, findings: PlanFindings, minRows: number): string {
  const { indexes, partitions, sequentialScans, spills } = findings;
  const scans = sequentialScans.map(({ bytes, filter, rows, suggestion, table }) => {
    const wanted = filter === undefined ? '' : `, to find ${filter}`;
    const advice = suggestion === undefined ? '' : `\n  try: ${suggestion}`;
    return `warning: reads all of ${table} (${counted(rows, 'row')}, ${formatBytes(bytes)})${wanted}${advice}`;
  });
  const lines = [
    ...planLines(plan),
    '',
    ...scans,
    ...(sequentialScans.length === 0
      ? [`No table of ${counted(minRows, 'row')} or more is read from end to end.`]
      : []),
    indexes.length === 0 ? 'No index is used.' : `Indexes used: ${indexes.join(', ')}.`,
    ...(partitions === undefined
      ? []
      : [`Partitions read: ${partitions.read}, left out: ${partitions.pruned}.`]),
    ...(spills ? ['warning: sorts or hashes on disk; more work_mem would keep it in memory'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function duration(given: string): number {
  const { data, success } = durationSchema.safeParse(given);
  if (success && data >= 1) return data;
  throw new InvalidArgumentError('Expected a time such as 10s.');
}
