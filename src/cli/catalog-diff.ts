import { Command } from 'commander';
import { type CatalogDiff, diffCatalogs, type Pair } from '../catalog/diff-catalogs.ts';
import { readCatalog, SHIPPED_CATALOG } from '../catalog/load.ts';
import { formatProblem } from '../yaml/problem.ts';
import { type DialectFlags, dialectOption, withDialect } from './dialect-option.ts';
import { EXIT, type Io } from './io.ts';

interface DiffFlags extends DialectFlags {
  readonly json: boolean;
}

export function catalogDiffCommand(io: Io, done: (code: number) => void): Command {
  return new Command('diff')
    .description('say which metrics go, change or come; exit code 1 if a dashboard could notice')
    .argument('<old>', 'catalog file or folder')
    .argument('[new]', 'catalog file or folder; the shipped catalog if absent')
    .addOption(dialectOption())
    .option('--json', 'print JSON', false)
    .action(async (old: string, fresh: string = SHIPPED_CATALOG, flags: DiffFlags) =>
      done(await catalogDiff(old, fresh, flags, io)),
    );
}

async function catalogDiff(old: string, fresh: string, flags: DiffFlags, io: Io): Promise<number> {
  const [before, after] = await Promise.all([
    readCatalog(withDialect([old], flags)),
    readCatalog(withDialect([fresh], flags)),
  ]);
  const problems = [...before.problems, ...after.problems];
  for (const problem of problems) io.stderr.write(`${formatProblem(problem)}\n`);
  if (problems.length > 0) return EXIT.failure;
  const diff = diffCatalogs(before.queries, after.queries);
  io.stdout.write(flags.json ? `${JSON.stringify(diff, null, 2)}\n` : text(diff));
  return breaks(diff) > 0 ? EXIT.failure : EXIT.ok;
}

function breaks({ changed, gone, renamed }: CatalogDiff): number {
  return gone.length + renamed.length + changed.length;
}

function text(diff: CatalogDiff): string {
  const { added, changed, gone, renamed } = diff;
  const lines = [
    ...gone.map(({ name, query }) => `- ${name}: gone (query ${query})`),
    ...renamed.map(({ after, before }) => `> ${before.name}: now ${after.name}`),
    ...[...renamed, ...changed].flatMap(changeLines),
    ...added.map(({ name, type }) => `+ ${name}: new ${type}`),
    `${gone.length} gone, ${renamed.length} renamed, ${changed.length} changed, ${added.length} new`,
  ];
  return `${lines.join('\n')}\n`;
}

function changeLines({ after, before }: Pair): readonly string[] {
  const lost = before.labels.filter((label) => !after.labels.includes(label));
  const won = after.labels.filter((label) => !before.labels.includes(label));
  const changes = [
    ...(before.type === after.type ? [] : [`${after.type}, was ${before.type}`]),
    ...lost.map((label) => `without the label ${label}`),
    ...won.map((label) => `with the label ${label}`),
  ];
  return changes.length === 0 ? [] : [`~ ${after.name}: ${changes.join(', ')}`];
}
