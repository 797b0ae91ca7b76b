import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { expectNoSessions } from '../helpers/expect-no-sessions.ts';
import { sharedServer } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { catalogOf } from '../http/running-exporter.ts';
import { sampleValue } from '../metrics/parse-page.ts';
import { buildProgram, overload, startProgram } from './program.ts';

const ANY_PORT = ['--web.listen-address', '127.0.0.1:0'];
const LISTENING = /msg=listening url=(http:\/\/\S+)/;

beforeAll(buildProgram);

describe('pgvitals serve', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 within a second of %s', async (signal) => {
    const cwd = await temporaryFolder();
    const env = { DATABASE_URL: sharedServer(18).uri({ user: 'pgvitals' }) };
    await using program = startProgram(['serve', ...ANY_PORT], { cwd, env });
    const [, url = ''] = await program.until(LISTENING);
    const page = await (await fetch(url)).text();
    expect(sampleValue(page, 'pg_up')).toBe('1');
    const asked = performance.now();
    program.kill(signal);
    const { code, stderr, stdout } = await program.ended;
    expect(performance.now() - asked).toBeLessThan(1000 * overload());
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/level=info msg=stopping/);
    expect(stderr).not.toContain('pgvitals-of-the-tests');
    await expectNoSessions(sharedServer(18), 'pgvitals');
  });

  test('ends soon although a scrape is under way and a client keeps its connection', async () => {
    const cwd = await temporaryFolder();
    await writeFile(
      join(cwd, 'catalog.yaml'),
      catalogOf({ t_slow: 'SELECT 1 AS value FROM pg_sleep(2)' }, { timeout: '5s' }),
    );
    const env = { DATABASE_URL: sharedServer(18).uri({ user: 'pgvitals' }) };
    const args = ['serve', ...ANY_PORT, '--catalog', 'catalog.yaml'];
    await using program = startProgram(args, { cwd, env });
    const [, url = ''] = await program.until(LISTENING);
    const page = fetch(url).then((response) => response.text());
    await waitUntil(async () => (await busySleeps()) > 0, { timeoutMs: 5000 });
    program.kill('SIGTERM');
    expect(sampleValue(await page, 't_slow_value')).toBe('1');
    expect((await program.ended).code).toBe(0);
    expect(await busySleeps()).toBe(0);
  });

  test('is what start does when a server is configured, and start says by what', async () => {
    const env = { PGHOST: '127.0.0.1', PGPORT: '1', PGUSER: 'me', PGPASSWORD: 'hunter2' };
    const cwd = await temporaryFolder();
    await using program = startProgram(['start', ...ANY_PORT], { cwd, env });
    await program.until(LISTENING);
    expect(program.stderr()).toMatch(/^Monitoring default as configured by PGHOST\.\n/);
    expect(program.stderr()).toContain('server="me@127.0.0.1:1/me (sslmode prefer)"');
    expect(program.stderr()).not.toContain('hunter2');
  });

  test('serves pg_up 0 while the server cannot be reached', async () => {
    const env = { DATABASE_URL: 'postgresql://me:hunter2@127.0.0.1:1/x' };
    const cwd = await temporaryFolder();
    await using program = startProgram(['serve', ...ANY_PORT], { cwd, env });
    const [, url = ''] = await program.until(LISTENING);
    const page = await (await fetch(url)).text();
    expect(sampleValue(page, 'pg_up')).toBe('0');
    expect(sampleValue(page, 'pgvitals_target_status', { reason: 'refused' })).toBe('1');
    await program.until(/level=warn msg="connection failed" target=default .*ECONNREFUSED/);
    expect(program.stderr() + page).not.toContain('hunter2');
    expect(program.stderr()).not.toMatch(/\n +at /);
  });

  test('says that the port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const args = ['serve', '--web.listen-address', `127.0.0.1:${port}`, '--log.level', 'error'];
    const env = { DATABASE_URL: 'postgresql://me@127.0.0.1:1/x' };
    await using program = startProgram(args, { cwd: await temporaryFolder(), env });
    expect(await program.ended).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: `pgvitals: port ${port} is taken by another program; choose another with --web.listen-address 127.0.0.1:PORT, or stop that program\n`,
    });
    await new Promise((resolve) => taken.close(resolve));
  });

  test('reads pgvitals.yaml of the current folder, and again on SIGHUP', async () => {
    const cwd = await temporaryFolder();
    const file = join(cwd, 'pgvitals.yaml');
    const target = { url: sharedServer(18).uri({ user: 'pgvitals' }) };
    const config = (...names: readonly string[]) =>
      JSON.stringify({
        targets: Object.fromEntries(names.map((name) => [name, target])),
        catalog: { shipped: false },
      });
    await writeFile(file, config('one'));
    await using program = startProgram(['serve', ...ANY_PORT, '--log.format', 'json'], { cwd });
    const [, base = ''] = await program.until(/"url":"(http:[^"]*)\/metrics"/);
    const names = async () => {
      const groups = (await (await fetch(`${base}/sd`)).json()) as readonly {
        readonly labels: { readonly instance: string };
      }[];
      return groups.map(({ labels }) => labels.instance);
    };
    expect(await names()).toEqual(['one']);

    await writeFile(file, 'targets: { one: { hots: x } }');
    program.kill('SIGHUP');
    await program.until(/"msg":"reload failed, the old configuration stays in use"/);
    expect(program.stderr()).toContain('unknown key \\"hots\\"; did you mean \\"host\\"?');
    expect(await names()).toEqual(['one']);
    const page = await (await fetch(`${base}/metrics`)).text();
    expect(sampleValue(page, 'pgvitals_config_last_reload_successful')).toBe('0');

    await writeFile(file, config('one', 'two'));
    program.kill('SIGHUP');
    await program.until(/"msg":"reloaded"/);
    expect(await names()).toEqual(['one', 'two']);
    for (const line of program.stderr().trimEnd().split('\n')) JSON.parse(line);
  });

  test('a broken catalog is refused in one message without a stack trace', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'mine.yaml'), 't_one: { description: x');
    const env = { DATABASE_URL: 'postgresql://me@127.0.0.1:1/x' };
    await using program = startProgram(['serve', ...ANY_PORT, '--catalog', 'mine.yaml'], {
      cwd,
      env,
    });
    const { code, stderr } = await program.ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^pgvitals: mine\.yaml:1:24: .*\n$/);
  });
});

async function busySleeps(): Promise<number> {
  const rows = await sharedServer(18).execute(
    `SELECT 1 FROM pg_stat_activity
     WHERE application_name = 'pgvitals' AND state = 'active' AND query LIKE '%pg_sleep(2)%'`,
  );
  return rows.length;
}
