import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandRow, expectRight } from './command-row.ts';
import type { Situation } from './situation.ts';

/** One after the other, as each needs what the one before it left. */
export async function baselinesAreRight(situations: readonly Situation[]): Promise<void> {
  for (const row of ROWS) await expectRight(row, situations);
}

const DAY_MS = 24 * 3600 * 1000;
const onStandby = ({ kind }: Situation) => kind === 'standby';

const ROWS: readonly CommandRow[] = [
  { name: 'baseline list', says: () => [/^There is no baseline yet; make one with .*\n$/] },
  {
    name: 'baseline compare',
    code: () => 2,
    says: () => [],
    complains: () =>
      'pgvitals: there is no baseline of target default; make one with "pgvitals baseline create"\n',
  },
  {
    name: 'baseline create',
    argv: () => ['baseline', 'create', 'one', '--window', '200ms'],
    says: ({ hasShop }) => [
      new RegExp(
        `^Baseline one of default is kept: \\d databases, ${hasShop ? 16 : 0} tables, \\d+ statements\\.\\n$`,
      ),
    ],
  },
  {
    name: 'baseline list',
    says: ({ major }) => [new RegExp(`^one +20\\d\\d-.* ${major}\\.\\d+ +\\d.* MB `, 'm')],
  },
  {
    name: 'baseline show',
    says: (s) => [
      new RegExp(`^one of default, .*, PostgreSQL ${s.major}\\.\\d+ ${s.kind}\\n`),
      new RegExp(`^${s.database} +\\d.*[kM]B`, 'm'),
      /pg_sleep\(\$1\)/,
      ...(s.hasShop
        ? [onStandby(s) ? /^shop\.public\.order_items +11 MB$/m : /order_items +11 MB +150k$/m]
        : []),
    ],
    lacks: ({ hasShop }) => (hasShop ? [] : [/^table +without indexes/m]),
  },
  {
    name: 'baseline compare',
    argv: () => ['baseline', 'compare', '--window', '200ms'],
    says: () => [
      /^From one \(.* UTC\) to now \(/,
      /^database size +\d.* same$/m,
      /\n\d+ better, \d+ worse[^\n]*\.\n$/,
    ],
    // A standby does not count rows, and an empty server has none.
    lacks: (s) => (onStandby(s) || !s.hasShop ? ['dead rows'] : []),
  },
  {
    name: 'monitor trends',
    before: async ({ folder }) => {
      const file = join(folder, 'pgvitals', 'baselines', 'default', 'one.json');
      const at = new Date(Date.now() - 1.1 * DAY_MS).toISOString();
      await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), at }));
    },
    says: () => [/^Over the last day\. From one \(/, /^database size +\d/m],
    lacks: () => ['Over the last week'],
  },
];
