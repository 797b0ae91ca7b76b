import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeTargets } from '../../src/config/make-targets.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { failuresOf, pageOf, upOf } from '../helpers/page.ts';
import { sharedServer } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const SECRET = 'Tr0ub4dor-hunter2';
const server = sharedServer(18);
const HERE = { host: server.host, port: server.port, database: 'postgres', user: 'plain' };

describe('the secret appears neither on the page nor in the log', () => {
  test.each([
    ['a wrong password', { ...HERE, password: SECRET }, '0 authentication'],
    [
      'a URL with a wrong password',
      { url: `postgresql://plain:${SECRET}@${server.host}:${server.port}/postgres` },
      '0 authentication',
    ],
    [
      'a URL that cannot be read',
      { url: `postgresql://plain:${SECRET}@${server.host}:54x/postgres` },
      '0 credentials',
    ],
    [
      'a URL with a password that is not encoded',
      { url: `postgresql://plain:a?${SECRET}@h/postgres` },
      '0 credentials',
    ],
    [
      'a URL with several hosts',
      { url: `postgresql://plain:${SECRET}@a,b/postgres` },
      '0 credentials',
    ],
    [
      'a password command with the secret in it that fails',
      { ...HERE, password: { command: ['sh', '-c', `echo ${SECRET} >&2; false`] } },
      '0 credentials',
    ],
    [
      'a password command that is not there',
      { ...HERE, password: { command: [`/absent/program`, SECRET] } },
      '0 credentials',
    ],
    ['a variable that holds no URL', { url: { env: 'URL_WITH_SECRET' } }, '0 credentials'],
    [
      'a database that is not there',
      { ...HERE, database: 'absent', password: 'plain-of-the-tests' },
      '0 no_such_database',
    ],
  ])('%s', async (_what, target, up) => {
    const { log, page, result } = await scrapeOf(target, {
      URL_WITH_SECRET: `postgres//plain:${SECRET}@h`,
    });
    expect(upOf(result)).toBe(up);
    expect(log.length).toBeGreaterThan(0);
    expect(page + JSON.stringify(log)).not.toContain(SECRET);
    expect(page + JSON.stringify(log)).not.toContain('of-the-tests');
  });

  test('a password file that cannot be read', async () => {
    const folder = await temporaryFolder();
    const { log, result } = await scrapeOf({ ...HERE, password: { file: folder } });
    expect(upOf(result)).toBe('0 credentials');
    expect(JSON.stringify(log)).toContain(folder);
  });
});

test('a rotated password file is used without a restart, and sessions that are open stay', async () => {
  const file = join(await temporaryFolder(), 'password');
  await writeFile(file, 'plain-of-the-tests');
  await chmod(file, 0o600);
  const { scrape } = await openFromConfig({ ...HERE, password: { file } });
  expect(upOf(await scrape())).toBe('1 ok');
  await writeFile(file, 'wrong');
  expect(upOf(await scrape())).toBe('1 ok');
  await server.execute(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'plain' AND application_name = 'pgvitals'",
  );
  await expect.poll(async () => upOf(await scrape())).toBe('0 authentication');
  await writeFile(file, 'plain-of-the-tests\n');
  const result = await scrape();
  expect(upOf(result)).toBe('1 ok');
  expect(failuresOf(result)).toEqual({});
});

async function scrapeOf(target: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv = {}) {
  const { log, scrape } = await openFromConfig(target, env);
  const result = await scrape();
  return { log, result, page: pageOf(result) };
}

/** As the program does it: from a configuration file. */
async function openFromConfig(
  target: Readonly<Record<string, unknown>>,
  env: NodeJS.ProcessEnv = {},
) {
  const file = join(await temporaryFolder(), 'pgvitals.yaml');
  const catalog = join(await temporaryFolder(), 'queries.yaml');
  await writeFile(file, JSON.stringify({ targets: { default: target } }));
  await writeFile(catalog, ONE);
  const log: unknown[] = [];
  const note = (...line: unknown[]) => log.push(line);
  const read = await readConfig({
    file,
    catalogs: [catalog],
    env: { PATH: process.env.PATH, ...env },
  });
  const targets = makeTargets(read, {
    log: () => ({ info: note, warn: note }),
    onScrape: () => undefined,
  });
  const opened = targets.get('default');
  if (opened === undefined) throw new Error('Expected a target.');
  onTestFinished(() => opened.close());
  return { log, scrape: () => opened.scrape({ timeoutMs: 5000 }) };
}

const ONE = `
one:
  description: Of a test.
  category: trend
  query: SELECT 1 AS value
  metrics:
    - value: { usage: GAUGE, description: A value. }
`;
