import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runMain } from './run-main.ts';

const SERVER = { DATABASE_URL: 'postgresql://me:hunter2@127.0.0.1:1/x' };

describe('wrong words on the command line end with 2 and one sentence', () => {
  test.each([
    [['sreve'], "error: unknown command 'sreve'\n(Did you mean serve?)\n"],
    [['frobnicate'], "error: unknown command 'frobnicate'\n"],
    [['catalog', 'chekc'], "error: unknown command 'chekc'\n(Did you mean check?)\n"],
    [
      ['serve', '--web.listen-adress', ':1'],
      "error: unknown option '--web.listen-adress'\n(Did you mean --web.listen-address?)\n",
    ],
    [
      ['serve', '--log.level', 'loud'],
      "error: option '--log.level <level>' argument 'loud' is invalid. Allowed choices are debug, info, warn, error.\n",
    ],
    [['serve', '--config.file'], "error: option '--config.file <file>' argument missing\n"],
    [['serve', 'now'], "error: too many arguments for 'serve'. Expected 0 arguments but got 1.\n"],
    [['explain', '--jsno'], "error: unknown option '--jsno'\n(Did you mean --json?)\n"],
    [
      ['serve'],
      'pgvitals: no server is configured: give --config.file, DATABASE_URL or PGHOST (pgvitals --help lists them), or try "pgvitals demo"\n',
    ],
    [
      ['explain'],
      'pgvitals: no server is configured: give --url, --config.file, DATABASE_URL or PGHOST; pgvitals --help lists the ways\n',
    ],
    [
      ['serve', '--config.file', '/nowhere.yaml'],
      "pgvitals: the configuration file /nowhere.yaml cannot be read: ENOENT: no such file or directory, open '/nowhere.yaml'\n",
    ],
    [
      ['start', '--config.file', '/nowhere.yaml'],
      "pgvitals: the configuration file /nowhere.yaml cannot be read: ENOENT: no such file or directory, open '/nowhere.yaml'\n",
    ],
  ])('%j', async (argv, expected) => {
    expect(await runMain(argv)).toEqual({ code: 2, stdout: '', stderr: expected });
  });

  test('without words the help comes on stderr', async () => {
    const { code, stderr, stdout } = await runMain([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: pgvitals/);
  });

  test.each(['9187', 'localhost', ':99999', ':x', 'a:b:1'])(
    'the listen address "%s" is explained',
    async (address) => {
      const { code, stderr } = await runMain(['serve', '--web.listen-address', address], SERVER);
      expect(code).toBe(2);
      expect(stderr.trimEnd().split('\n').at(-1)).toBe(
        `pgvitals: the listen address is "${address}", expected host:port or :port`,
      );
    },
  );
});

describe('wrong files end with 2 and every mistake', () => {
  test('a configuration', async () => {
    const file = join(await temporaryFolder(), 'pgvitals.yaml');
    await writeFile(file, 'targets: { a: { prot: 1 } }\nlimit: {}\n');
    for (const command of ['serve', 'explain', 'start']) {
      const { code, stderr, stdout } = await runMain([command, '--config.file', file]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr.split('\n')).toEqual([
        expect.stringMatching(
          /^pgvitals: .*pgvitals\.yaml:1:17: unknown key "prot"; did you mean "port"/,
        ),
        expect.stringMatching(/^.*pgvitals\.yaml:2:1: unknown key "limit"; did you mean "limits"/),
        '',
      ]);
    }
  });

  test('a catalog', async () => {
    const file = join(await temporaryFolder(), 'mine.yaml');
    await writeFile(file, 't_one: { qurey: SELECT 1 }\n');
    const { code, stderr } = await runMain(['serve', '--catalog', file], SERVER);
    expect(code).toBe(2);
    expect(stderr).toContain('mine.yaml:1:10: unknown key "qurey"; did you mean "query"?');
    expect(stderr).not.toContain('    at ');
  });

  test('a file of the web configuration', async () => {
    const file = join(await temporaryFolder(), 'web.yml');
    await writeFile(file, 'basic_auth_user: {}\n');
    const { code, stderr } = await runMain(['serve', '--web.config.file', file], SERVER);
    expect(code).toBe(2);
    expect(stderr).toMatch(/pgvitals: .*web\.yml:1:1: .*basic_auth_user/);
    expect(stderr).not.toContain('    at ');
  });
});
