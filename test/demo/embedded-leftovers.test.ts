import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { findBinaries } from '../../src/demo/embedded/find-binaries.ts';
import { processIdentity } from '../../src/demo/embedded/process-facts.ts';
import { removeLeftovers } from '../../src/demo/embedded/remove-leftovers.ts';
import { startEmbeddedServer } from '../../src/demo/embedded/start-embedded-server.ts';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { compileProgram } from '../helpers/compile-program.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const PROGRAM = new URL('../helpers/embedded-program.ts', import.meta.url).pathname;

test('the next start stops and removes what a killed process left behind', async () => {
  const parentDir = await temporaryFolder();
  const { child, server } = await startProgram(parentDir);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await processIdentity(server.pid)).toBeDefined();

  const messages: string[] = [];
  const next = await startEmbeddedServer({
    binaries: await findBinaries(),
    parentDir,
    settings: { fsync: false },
    log: (message) => messages.push(message),
  });
  onTestFinished(next.remove);
  expect(messages[0]).toBe(
    `Removed ${server.folder}, which a run that was killed had left behind.`,
  );
  expect(await processIdentity(server.pid)).toBeUndefined();
  await expect(access(server.folder)).rejects.toThrow(/ENOENT/);
});

test('a process that ends without stopping its server takes it along', async () => {
  const parentDir = await temporaryFolder();
  const { child, server } = await startProgram(parentDir);
  child.stdin?.write('end\n');
  await once(child, 'exit');
  const isGone = async () => (await processIdentity(server.pid)) === undefined;
  expect(await waitUntil(isGone, { timeoutMs: 10_000 })).toBe(true);
  expect(await removeLeftovers(parentDir)).toEqual([server.folder]);
});

test('servers of living processes and folders of others are left alone', async () => {
  const parentDir = await temporaryFolder();
  const { server } = await startProgram(parentDir);
  const foreign = 'pgvitals-demo-1-abcdef';
  await mkdir(join(parentDir, foreign));
  expect(await removeLeftovers(parentDir)).toEqual([]);
  expect(await processIdentity(server.pid)).toBeDefined();
  expect(await readdir(parentDir)).toHaveLength(2);
});

interface Program {
  readonly child: ChildProcess;
  readonly server: { readonly pid: number; readonly folder: string };
}

async function startProgram(parentDir: string): Promise<Program> {
  const file = await compileProgram(PROGRAM, await temporaryFolder());
  const { native } = await findBinaries();
  const child = spawn(process.execPath, [file, native, parentDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await removeLeftovers(parentDir);
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, server: JSON.parse(String(line)) };
}
