import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MAJORS } from '../../helpers/servers.ts';
import { sharedServer } from '../../helpers/shared.ts';
import { tcpProxy } from '../../helpers/tcp-proxy.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { buildProgram, overload, startProgram } from '../program.ts';
import { runMain } from '../run-main.ts';

const server = sharedServer(MAJORS.at(-1) ?? 18);

test('monitor without a word shows all of it once within 10 s', async () => {
  const state = join(await temporaryFolder(), 'state');
  const env = { DATABASE_URL: server.uri(), COLUMNS: '100', XDG_STATE_HOME: state };
  const started = performance.now();
  const { code, stderr, stdout } = await runMain(['monitor'], env);
  expect((performance.now() - started) / 1000).toBeLessThan(10 * overload());
  expect(stdout.match(/^[A-Z]{6,}$/gm)).toEqual(
    expect.arrayContaining(['REALTIME', 'OVERVIEW', 'QUERIES', 'ALERTS', 'TRENDS', 'BENCHMARKS']),
  );
  expect(stdout).toMatch(/\d+ critical, \d+ warning/);
  expect(stdout).toContain('No baseline is old enough');
  expect(stdout).toContain('no benchmarks are configured');
  // The test server runs without fsync, which is critical.
  expect(code).toBe(2);
  expect(stderr).toBe('');
});

test('monitor has an end on a server that stops answering, and says which parts are missing', async () => {
  await buildProgram();
  const proxy = await tcpProxy(server.host, server.port);
  const url = new URL(server.uri());
  url.port = String(proxy.port);
  const cwd = await temporaryFolder();
  const env = { DATABASE_URL: url.href, XDG_STATE_HOME: cwd };
  // The first look goes through, the second one never returns.
  proxy.silenceAt('console_sessions', 'console_sessions');
  const started = performance.now();
  await using program = startProgram(['monitor'], { cwd, env });
  const { code, stderr, stdout } = await program.ended;
  expect((performance.now() - started) / 1000).toBeLessThan(10 * overload());
  expect(proxy.silent()).toBe(true);
  expect([code, stderr]).toEqual([expect.any(Number), '']);
  expect(code).toBeGreaterThan(0);
  expect(stdout).toMatch(
    /^REALTIME\nNo answer within 4\.25 s: [^\n]*"pgvitals monitor realtime" alone waits longer\.$/m,
  );
  expect(stdout).toMatch(/^BENCHMARKS$/m);
});

test('monitor alerts is the same as check', async () => {
  const env = { DATABASE_URL: server.uri(), COLUMNS: '100' };
  const { code, stdout } = await runMain(['monitor', 'alerts', '--interval', '1'], env);
  expect(stdout).toMatch(/^VERDICT/);
  expect(stdout).toContain('durability_off');
  expect(code).toBe(2);
});

test('monitor ends with one sentence where the server cannot be reached', async () => {
  const env = { DATABASE_URL: 'postgresql://me:hunter2@127.0.0.1:1/x' };
  const { code, stderr, stdout } = await runMain(['monitor'], env);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^pgvitals: target default \(me@127[^\n]*ECONNREFUSED[^\n]*\n$/);
  expect(stderr).not.toContain('hunter2');
  const wrong = await runMain(['monitor', 'realtme'], env);
  expect(wrong.code).toBe(2);
});
