import { execFileSync } from 'node:child_process';
import { access, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { type EmbeddedBinaries, findBinaries } from '../../src/demo/embedded/find-binaries.ts';
import { freePort, portProblem } from '../../src/demo/embedded/free-port.ts';
import { processIdentity } from '../../src/demo/embedded/process-facts.ts';
import { startEmbeddedServer } from '../../src/demo/embedded/start-embedded-server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { serverView } from '../helpers/test-server.ts';

const settings = { fsync: false };
let binaries: EmbeddedBinaries;

beforeAll(async () => {
  binaries = await findBinaries();
});

test('starts, answers queries, and leaves nothing behind', async () => {
  const parentDir = await temporaryFolder();
  const server = await startEmbeddedServer({ binaries, parentDir, settings });
  const pid = server.pid ?? 0;
  expect(await processIdentity(pid)).toBeDefined();
  expect(await readdir(server.socketDir ?? '')).toContain(`.s.PGSQL.${server.port}`);

  const view = serverView({ ...server, major: 18 });
  expect(await view.execute('SHOW listen_addresses')).toEqual([['127.0.0.1']]);
  expect(await view.execute('SHOW server_encoding')).toEqual([['UTF8']]);
  expect(await view.execute('SHOW fsync')).toEqual([['off']]);

  await server.remove();
  expect(server.pid).toBeUndefined();
  expect(await processIdentity(pid)).toBeUndefined();
  expect(await portProblem(server.port)).toBeUndefined();
  expect(await readdir(parentDir)).toEqual([]);
});

test('lets nobody in without the password, and keeps none in its folder', async () => {
  const server = await startEmbeddedServer({ binaries, settings });
  onTestFinished(server.remove);
  const view = serverView({ ...server, major: 18 });
  await expect(view.execute('SELECT 1', { password: 'guess' })).rejects.toThrow(/password/);
  const unix = serverView({ ...server, major: 18, host: server.socketDir ?? '' });
  await expect(unix.execute('SELECT 1', { password: 'guess' })).rejects.toThrow(/password/);
  await expect(access(join(server.folder, 'password'))).rejects.toThrow(/ENOENT/);
});

test('keeps its data and its port over a stop, a restart and a SIGKILL', async () => {
  const server = await startEmbeddedServer({ binaries, settings });
  onTestFinished(server.remove);
  const view = serverView({ ...server, major: 18 });
  await view.execute('CREATE TABLE kept AS SELECT 42 AS answer');
  await server.stop('fast');
  expect(server.pid).toBeUndefined();
  await server.start();
  await server.kill();
  await server.start();
  expect(await view.execute('SELECT answer FROM kept')).toEqual([['42']]);
});

test('is in a process group of its own, so that Ctrl-C does not reach it', async () => {
  const server = await startEmbeddedServer({ binaries, settings });
  onTestFinished(server.remove);
  const group = execFileSync('ps', ['-o', 'pgid=', '-p', `${server.pid}`], { encoding: 'utf8' });
  expect(Number(group)).toBe(server.pid);
});

test('says so when its port is taken', async () => {
  const parentDir = await temporaryFolder();
  const port = await freePort();
  const other = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void other.close());
  const starting = startEmbeddedServer({ binaries, parentDir, settings, port });
  await expect(starting).rejects.toMatchObject({
    code: 'port-taken',
    message: `The embedded PostgreSQL cannot listen on 127.0.0.1:${port}, because another program does. Choose another port, or none to get a free one.`,
  });
  expect(await readdir(parentDir)).toEqual([]);
});

test('says so when its folder is a file, or missing', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'file');
  await writeFile(file, '');
  for (const parentDir of [file, join(folder, 'missing')]) {
    await expect(startEmbeddedServer({ binaries, parentDir, settings })).rejects.toMatchObject({
      code: 'folder-unusable',
      message: expect.stringContaining(`cannot keep its data in ${parentDir}: `),
    });
  }
});

test('shows the last lines of its log when a setting is wrong', async () => {
  const parentDir = await temporaryFolder();
  const wrong = { ...settings, shared_buffers: 'a lot' };
  await expect(startEmbeddedServer({ binaries, parentDir, settings: wrong })).rejects.toMatchObject(
    {
      code: 'start-failed',
      message: expect.stringContaining('invalid value for parameter "shared_buffers": "a lot"'),
    },
  );
  expect(await readdir(parentDir)).toEqual([]);
});

test('can be removed when somebody else has deleted its folder', async () => {
  const server = await startEmbeddedServer({ binaries, settings });
  const pid = server.pid ?? 0;
  await rm(server.folder, { recursive: true, force: true, maxRetries: 5 });
  await server.remove();
  expect(await processIdentity(pid)).toBeUndefined();
});
