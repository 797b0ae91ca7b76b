import { readdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../src/demo/embedded/free-port.ts';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { parsePage, sampleValue } from '../metrics/parse-page.ts';
import { buildProgram, overload, startProgram } from './program.ts';

beforeAll(buildProgram);

describe('pgvitals demo', () => {
  test('shows metrics of a living shop within seconds, and leaves nothing behind', async () => {
    const cwd = await temporaryFolder();
    const data = await temporaryFolder();
    const address = `127.0.0.1:${await freePort()}`;
    const started = performance.now();
    const args = ['demo', '--web.listen-address', address, '--data-dir', data];
    await using program = startProgram(args, { cwd });
    await program.until(/Press Ctrl-C to stop/);
    const page = await (await fetch(`http://${address}/metrics`)).text();
    const seconds = (performance.now() - started) / 1000;
    expect(seconds).toBeLessThan(10 * overload());
    expect(sampleValue(page, 'pg_up')).toBe('1');
    expect(sampleValue(page, 'pgvitals_query_success', { query: 'pg_stat_database' })).toBe('1');
    expect(parsePage(page).size).toBeGreaterThan(100);

    const commits = (text: string) =>
      Number(sampleValue(text, 'pg_stat_database_xact_commit', { datname: 'shop' }));
    const grown = await waitUntil(
      async () => {
        const later = await (await fetch(`http://${address}/metrics`)).text();
        return commits(later) > commits(page);
      },
      { timeoutMs: 10_000, intervalMs: 200 },
    );
    expect(grown, 'the shop has customers').toBe(true);

    const banner = program.stdout();
    expect(banner).toContain(`http://${address}/metrics`);
    expect(banner.split('\n').filter((line) => /^ {2}[123]\. /.test(line))).toHaveLength(3);
    const [, port = ''] = /PostgreSQL\s+18\S* at 127\.0\.0\.1:(\d+)/.exec(banner) ?? [];
    expect(port).not.toBe('');

    await using doctor = startProgram(['doctor'], { cwd });
    const examined = await doctor.ended;
    expect(examined.stderr).toContain('this is the demo that runs here');
    expect(examined.stdout).toContain('role: pgvitals');
    await using benchmarks = startProgram(
      ['monitor', 'benchmarks', '--runs', '2', '--history', join(data, 'plans.json')],
      { cwd },
    );
    const measured = await benchmarks.ended;
    expect(measured.stdout, 'its role may run them').toContain('product by id');
    expect(measured.stdout + measured.stderr).not.toContain('permission denied');

    program.interrupt();
    const { code, stderr } = await program.ended;
    expect(code).toBe(0);
    expect(await readdir(cwd), 'the demo is forgotten').toEqual([]);
    await using afterwards = startProgram(['queries'], { cwd });
    expect((await afterwards.ended).stderr).toContain('no server is configured');
    expect(stderr).toContain('Stopping PostgreSQL and removing its files.');
    expect(stderr).not.toMatch(/\n +at /);
    expect(await readdir(data)).toEqual(['plans.json']);
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  });

  test('says that the port is taken before it makes a PostgreSQL', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const data = await temporaryFolder();
    const args = ['demo', '--web.listen-address', `127.0.0.1:${port}`, '--data-dir', data];
    await using program = startProgram(args, { cwd: await temporaryFolder() });
    expect(await program.ended).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: `pgvitals: port ${port} is taken by another program; choose another with --web.listen-address 127.0.0.1:PORT, or stop that program\n`,
    });
    expect(await readdir(data)).toEqual([]);
    await new Promise((resolve) => taken.close(resolve));
  });

  test('Ctrl-C during the preparations leaves nothing behind either', async () => {
    const data = await temporaryFolder();
    const args = [
      'demo',
      '--web.listen-address',
      `127.0.0.1:${await freePort()}`,
      '--data-dir',
      data,
    ];
    await using program = startProgram(args, { cwd: await temporaryFolder() });
    await program.until(/Loading the shop/);
    program.interrupt();
    expect(await program.ended).toMatchObject({ code: 0, signal: null, stdout: '' });
    expect(await readdir(data)).toEqual([]);
  });

  test('a folder that is not there is one clear sentence', async () => {
    const args = ['demo', '--web.listen-address', '127.0.0.1:0', '--data-dir', '/nowhere/at/all'];
    await using program = startProgram(args, { cwd: await temporaryFolder() });
    const { code, stderr } = await program.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/pgvitals: [^\n]*\/nowhere\/at\/all[^\n]*\n$/);
    expect(stderr).not.toMatch(/\n +at /);
  });
});
