import { expect, test } from 'vitest';
import { MAJORS } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runMain } from './run-main.ts';

const server = sharedServer(MAJORS.at(-1) ?? 18);

/** Would clear a screen, ring, turn the direction of writing; C1 is a sequence of one character. */
const EVIL = 'e\u001b[2J\u001b]0;x\u0007\u009b31m\u202evil 客户🎉';

const COMMANDS = [
  ['queries', 'slow', '--min-duration', '0ms', '--limit', '0'],
  ['classes', '--limit', '0'],
  ['tables', '--limit', '0'],
  ['table', EVIL],
  ['indexes', '--limit', '0'],
  ['database'],
  ['advise'],
  ['explain'],
  ['check', '--interval', '1', '--all'],
  ['doctor'],
  ['monitor', 'realtime', '--once', '--interval', '300ms'],
  ['baseline', 'create', 'one', '--window', '100ms'],
  ['baseline', 'show'],
  ['baseline', 'compare', '--all', '--window', '100ms'],
  ['explain-query', `SELECT '${EVIL}' FROM "${EVIL}"`],
  ['explain-query', `SELECT 1 FROM "no such ${EVIL}"`],
  ['database', '--target', EVIL],
];

test('control characters in names and texts of a server never reach the terminal', async () => {
  const name = `${EVIL} database`;
  await server.createDatabase(name);
  try {
    const session = await server.connect({ database: name, applicationName: EVIL });
    await session.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    await session.query(`CREATE TABLE "${EVIL}" ("${EVIL}" int PRIMARY KEY)`);
    await session.query(`CREATE INDEX "${EVIL} index" ON "${EVIL}" ("${EVIL}")`);
    await session.query(`SELECT count(*) AS "${EVIL}" FROM "${EVIL}" /* ${EVIL} */`);
    const state = await temporaryFolder();
    const env = { DATABASE_URL: uri(name), XDG_STATE_HOME: state, COLUMNS: '160' };
    for (const command of COMMANDS) {
      const { stderr, stdout } = await runMain(command, env);
      const said = `${stdout}${stderr}`;
      expect.soft(found(said), command.slice(0, 2).join(' ')).toEqual([]);
    }
    await session.close();
  } finally {
    await server.dropDatabase(name);
  }
});

/** Each place with what is before it. */
function found(text: string): readonly string[] {
  return [...text.matchAll(/.{0,40}(?!\n)[\p{Cc}\u202e]/gu)].map(([place]) =>
    JSON.stringify(place),
  );
}

function uri(database: string): string {
  const url = new URL(server.uri());
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}
