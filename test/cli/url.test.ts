import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAJORS } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runMain } from './run-main.ts';

const server = sharedServer(MAJORS.at(-1) ?? 18);

/** Every command that looks at one server, as short as it can be. */
const COMMANDS = [
  ['queries', '--limit', '1'],
  ['tables', '--limit', '1'],
  ['indexes', '--limit', '1'],
  ['database'],
  ['classes', '--limit', '1'],
  ['advise'],
  ['explain'],
  ['explain-query', 'SELECT 1'],
  ['check', '--interval', '1'],
  ['baseline', 'list'],
  ['baseline', 'create', '--window', '100ms'],
  ['baseline', 'compare', '--window', '100ms'],
  ['baseline', 'show'],
  ['monitor', 'realtime', '--once', '--interval', '200ms'],
  ['monitor', 'trends'],
  ['monitor', 'alerts', '--interval', '1'],
  ['doctor'],
  ['setup'],
];

/** Where nobody listens: what looks there instead fails. */
const ELSEWHERE = { DATABASE_URL: 'postgresql://me:hunter2@127.0.0.1:1/x' };

describe('--url', () => {
  test('names the server of every command, before what the environment says', async () => {
    const url = server.uri({ user: 'pgvitals' }).replace(/:[^:@/]+@/, '@');
    const folder = await temporaryFolder();
    const password = new URL(server.uri({ user: 'pgvitals' })).password;
    const env = { ...ELSEWHERE, PGPASSWORD: password, XDG_STATE_HOME: folder };
    for (const command of COMMANDS) {
      const { stderr, stdout } = await runMain([...command, '--url', url], env);
      expect(`${stdout}${stderr}`, command.join(' ')).not.toMatch(/cannot be|ECONNREFUSED|error:/);
      expect(stdout, command.join(' ')).not.toBe('');
    }
  });

  test.each([...COMMANDS, ['monitor'], ['reset-stats'], ['monitor', 'benchmarks'], ['verify']])(
    'of %s %s is told with the address where nobody answers, without the password',
    async (...words) => {
      const command = words.filter((word) => word !== undefined);
      const url = 'postgresql://me:hunter2@127.0.0.1:2/x';
      const { code, stderr, stdout } = await runMain([...command, '--url', url]);
      const said = `${stdout}${stderr}`;
      expect(said).not.toContain('hunter2');
      const needsNone =
        command[0] === 'baseline' && !['create', 'compare'].includes(command[1] ?? '');
      if (needsNone) return;
      expect(said).toMatch(
        command.includes('check') || command.includes('alerts') ? /127.0.0.1:2/ : /me@127.0.0.1:2/,
      );
      expect(code).not.toBe(0);
    },
  );

  test('and --target exclude each other, and so do --url and --prometheus of check', async () => {
    const url = 'postgresql://127.0.0.1:2/x';
    for (const other of [
      ['--target', 'a'],
      ['--prometheus', 'http://x'],
    ]) {
      const { code, stderr } = await runMain(['check', '--url', url, ...other]);
      expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be used with option')]);
    }
  });

  test('says what is wrong with it, but not what it is', async () => {
    const urls = ['postgresql://me:hunter2@h:x/y', 'http://me:hunter2@h/', 'hunter2'];
    for (const [command, url] of urls.flatMap(
      (one) =>
        [
          ['database', one],
          ['setup', one],
          ['doctor', one],
        ] as const,
    )) {
      const { code, stderr, stdout } = await runMain([command, '--url', url]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^pgvitals: --url: [^\n]*expected[^\n]*\n$/);
      expect(stderr).not.toContain('hunter2');
    }
  });

  test('keeps the rest of the configuration', async () => {
    const file = join(await temporaryFolder(), 'pgvitals.yaml');
    const { writeFile } = await import('node:fs/promises');
    await writeFile(
      file,
      'targets: { a: { host: 127.0.0.1, port: 1 } }\nlimits: { conections: 3 }\n',
    );
    const { code, stderr } = await runMain([
      'explain',
      '--config.file',
      file,
      '--url',
      server.uri(),
    ]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('did you mean "connections"')]);
  });
});

describe('flags before the word of a subcommand', () => {
  test('are meant for it', async () => {
    const before = await runMain([
      'monitor',
      '--url',
      server.uri(),
      'alerts',
      '--json',
      '--interval',
      '1',
    ]);
    const [first] = JSON.parse(before.stdout) as { target: string }[];
    expect(first?.target).toBe(`${server.host}:${server.port}`);
    const down = await runMain(
      ['setup', '--url', 'postgresql://me@127.0.0.1:2/x', 'down'],
      ELSEWHERE,
    );
    expect(down.stderr).toContain('127.0.0.1:2/x cannot be reached');
  });

  test('are refused where it has no such flag', async () => {
    expect(await runMain(['setup', '--schema', 'down'])).toEqual({
      code: 2,
      stdout: '',
      stderr: "error: option '--schema' is not for 'down'\n",
    });
  });
});
