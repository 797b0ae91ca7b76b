import { Command } from 'commander';
import type { Advice } from '../advise/advice.ts';
import { indexAdvice, keyAdvice, scanAdvice } from '../advise/index-advice.ts';
import { planAdvice } from '../advise/plan-advice.ts';
import { connectionAdvice, memoryAdvice, vacuumAdvice } from '../advise/server-advice.ts';
import { DATABASES_QUERIES, databaseRows } from '../console/databases-view.ts';
import { INDEXES_QUERIES, indexRows } from '../console/indexes-view.ts';
import { printable } from '../console/printable.ts';
import { sampleValue } from '../console/sample-value.ts';
import { TABLES_QUERIES, tableRows } from '../console/tables-view.ts';
import { explainTop } from './explain-top.ts';
import { EXIT, type Io } from './io.ts';
import { type ConsoleRow, readConsole } from './read-console.ts';
import { readFamilies } from './read-families.ts';
import { addServerOptions } from './server-options.ts';
import { terminalWidth } from './terminal-width.ts';
import { type ChosenTarget, type TargetFlags, withTarget } from './with-target.ts';
import { wrapText } from './wrap-text.ts';

interface AdviseFlags extends TargetFlags {
  readonly json: boolean;
}

export function adviseCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('advise').option('--json', 'print JSON', false);
  return addServerOptions(command).action(async (flags: AdviseFlags) =>
    done(await advise(flags, io)),
  );
}

export async function advise(flags: AdviseFlags, io: Io): Promise<number> {
  return await withTarget(flags, io, async (chosen) => {
    const { advices: sorted, notes } = await collectAdvice(chosen, io);
    if (chosen.server.role === 'standby' && sorted.length > 0)
      io.stderr.write(`note: ${ON_STANDBY}\n`);
    for (const note of notes) io.stderr.write(`note: ${note}\n`);
    if (flags.json) io.stdout.write(`${JSON.stringify(sorted, null, 2)}\n`);
    else io.stdout.write(printable(adviceText(sorted, terminalWidth(io))));
    return EXIT.ok;
  });
}

const ON_STANDBY =
  'this is a standby: the SQL is for its primary, which may use an index that is not used here';

/** A slow statement and a foreign key may ask for the same index. */
function once(advices: readonly Advice[]): readonly Advice[] {
  const seen = new Set<string>();
  return advices.filter(({ action, database }) => {
    const key = `${database} ${action}`;
    if (action === undefined) return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** What is urgent comes first. */
const KINDS: readonly Advice['kind'][] = [
  'connections',
  'index',
  'vacuum',
  'cache',
  'statements',
  'unused index',
];

/** The most urgent first. */
export async function collectAdvice(chosen: ChosenTarget, io: Io) {
  const queries = [...TABLES_QUERIES, ...INDEXES_QUERIES, ...DATABASES_QUERIES, 'pg_settings'];
  const families = await readFamilies(chosen, queries, io);
  const { console_foreign_keys: keys } = await readConsole(chosen, { console_foreign_keys: [] });
  const { explained, notes } = await explainTop(chosen);
  const [tables, databases] = [tableRows(families), databaseRows(families)];
  const connections = {
    used: sampleValue(families, 'pg_connections_used'),
    max: sampleValue(families, 'pg_connections_max'),
  };
  const sharedBuffers = sampleValue(families, 'pg_settings_shared_buffers_bytes');
  const byPlan = planAdvice(explained);
  // Of a table for which there is an index to suggest, a general word is one too many.
  const named = new Set(byPlan.map(({ what }) => what.split(' ')[0]));
  const byScan = scanAdvice(tables).filter(({ what }) => !named.has(what.split(' ')[0]));
  const advices = [
    ...connectionAdvice(databases, connections),
    ...byPlan,
    ...keyAdvice(keys.rows.map(unindexedKey)),
    ...byScan,
    ...indexAdvice(indexRows(families)),
    ...vacuumAdvice(tables, Date.now() / 1000),
    ...memoryAdvice(databases, { sharedBuffers }),
  ];
  const sorted = KINDS.flatMap((kind) =>
    advices.filter((one) => one.kind === kind).sort((a, b) => b.weight - a.weight),
  );
  return { advices: once(sorted), notes };
}

function unindexedKey(row: ConsoleRow) {
  return {
    database: row.datname ?? '',
    schema: row.schemaname ?? '',
    table: row.relname ?? '',
    constraint: row.conname ?? '',
    columns: row.columns ?? '',
    partitioned: row.partitioned === 't',
    bytes: Number(row.bytes),
  };
}

export function adviceText(advices: readonly Advice[], width: number): string {
  if (advices.length === 0) return 'Nothing here calls for a change.\n';
  const blocks = advices.map(({ action, database, what, why }, index) => {
    const number = `${index + 1}. `;
    const indent = ' '.repeat(number.length);
    return [
      ...wrapText(what, width, number, indent),
      ...wrapText(why, width, indent, indent),
      ...(action === undefined
        ? []
        : [`${indent}  ${action}${database === undefined ? '' : `  -- in database ${database}`}`]),
      '',
    ].join('\n');
  });
  return `${blocks.join('\n')}\n`;
}
