import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { expectNoSessions } from '../helpers/expect-no-sessions.ts';
import { type OpenTarget, openTarget } from '../helpers/open-target.ts';
import { upOf } from '../helpers/page.ts';
import { gauge } from '../helpers/parse-queries.ts';
import { sharedServer } from '../helpers/shared.ts';

const server = sharedServer(18);

test('a thousand scrapes leave no connection, file handle, timer or listener behind', async () => {
  const queries = [
    ...gauge('one', 'SELECT 1 AS value'),
    ...gauge('fails', 'SELECT 1 / 0 AS value'),
  ];
  await expectNothingLeft(openTarget(server, { queries }), 1000);
});

test('scrapes of several databases leave nothing behind', async () => {
  const queries = gauge('each', 'SELECT 1 AS value', { scope: 'database' });
  const databases = [await server.createDatabase(), await server.createDatabase()];
  await expectNothingLeft(openTarget(server, { queries, databases }), 50);
  for (const name of databases) await server.execute(`DROP DATABASE ${name}`);
});

test('scrapes that fail leave nothing behind either', async () => {
  const queries = gauge('slow', 'SELECT 1 AS value FROM pg_sleep(20)', { timeout: '20s' });
  const slow = openTarget(server, { queries });
  const refused = openTarget(server, { queries, connection: { port: 1 } });
  const denied = openTarget(server, { queries, connection: { password: async () => 'wrong' } });
  const round = async () => {
    await slow.scrape({ timeoutMs: 50 });
    expect(upOf(await refused.scrape())).toBe('0 refused');
    expect(upOf(await denied.scrape())).toBe('0 authentication');
  };
  for (let scrape = 0; scrape < 3; scrape++) await round();
  await expectNoSessions(server, slow.applicationName);
  const before = await resources();
  for (let scrape = 0; scrape < 30; scrape++) await round();
  await expectNoSessions(server, slow.applicationName);
  await expect.poll(resources, { timeout: 5000 }).toEqual(before);
});

async function expectNothingLeft(target: OpenTarget, scrapes: number): Promise<void> {
  for (let scrape = 0; scrape < 10; scrape++) await target.scrape();
  await expect.poll(() => sessionsOf(target.applicationName)).toBe(1);
  const before = await resources();
  for (let scrape = 0; scrape < scrapes; scrape++) {
    expect(upOf(await target.scrape())).toBe('1 ok');
  }
  await expect.poll(() => sessionsOf(target.applicationName)).toBe(1);
  await expect.poll(resources).toEqual(before);
  await target.close();
  await expectNoSessions(server, target.applicationName);
}

async function sessionsOf(applicationName: string): Promise<number> {
  const rows = await server.execute(
    `SELECT 1 FROM pg_stat_activity WHERE application_name = '${applicationName}'`,
  );
  return rows.length;
}

/** What keeps a process busy, by kind; file handles where the system lists them. */
async function resources() {
  const kinds = process
    .getActiveResourcesInfo()
    .filter((kind) => kind.startsWith('TCP') || kind === 'Timeout');
  const handles = process.platform === 'linux' ? (await readdir('/proc/self/fd')).length : 0;
  const listeners = process
    .eventNames()
    .reduce((sum, name) => sum + process.listenerCount(name), 0);
  return {
    sockets: kinds.filter((kind) => kind !== 'Timeout').length,
    timers: kinds.filter((kind) => kind === 'Timeout').length,
    handles,
    listeners,
  };
}
