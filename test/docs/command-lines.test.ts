import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { runMain } from '../cli/run-main.ts';
import { startServer, type TestServer } from '../helpers/servers.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { commandBlocks, shellWords } from './command-blocks.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Pages whose every command line is run, one after the other, on a server that nobody has set up. */
const RUN = ['setup', 'monitoring-schema', 'troubleshooting'];

describe('the command lines of the documentation', () => {
  test(`do what they say: ${RUN.join(', ')}`, { timeout: 180_000 }, async () => {
    await using server = await startServer(18, { settings: { shared_preload_libraries: '' } });
    const place = await shop(server);
    for (const page of RUN) {
      await runPage(page, place);
      // The pages leave the password to the reader, and the tests have one for all.
      await server.script(`DO $$ BEGIN ALTER ROLE pgvitals PASSWORD '${server.password}';
        EXCEPTION WHEN undefined_object THEN NULL; END $$`);
    }
  });

  test('name commands and flags that there are', async () => {
    const all = await readdir(join(ROOT, 'docs'), { recursive: true });
    const pages = all.filter((name) => name.endsWith('.md') && !name.startsWith('runbooks'));
    const unknown: string[] = [];
    for (const page of ['../README.md', ...pages]) {
      const text = await readFile(join(ROOT, 'docs', page), 'utf8');
      const lines = commandBlocks(text).flatMap((block) =>
        block.kind === 'commands' ? block.lines : [],
      );
      for (const line of lines) {
        for (const flag of await unknownFlags(line)) unknown.push(`${page}: ${line}: ${flag}`);
      }
    }
    expect(unknown).toEqual([]);
  });
});

interface Place {
  readonly server: TestServer;
  /** Stands for /. */
  readonly root: string;
}

async function shop(server: TestServer): Promise<Place> {
  await server.createDatabase('shop');
  await server.execute('DROP EXTENSION pg_stat_statements');
  const root = await temporaryFolder();
  await mkdir(join(root, 'etc', 'pgvitals'), { recursive: true });
  await server.execute('DROP ROLE pgvitals');
  return { server, root };
}

async function runPage(page: string, place: Place): Promise<void> {
  const blocks = commandBlocks(await readFile(join(ROOT, 'docs', `${page}.md`), 'utf8'));
  expect(blocks.length).toBeGreaterThan(2);
  for (const block of blocks) {
    if (block.kind === 'file') {
      const file = inPlace(block.path, place);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, inPlace(block.text, place));
    } else if (!block.notRun) {
      for (const line of block.lines) await runLine(line, place);
    }
  }
}

async function runLine(line: string, place: Place): Promise<void> {
  const [program = '', ...words] = shellWords(line).map((word) => inPlace(word, place));
  const env = { PGPASSWORD: place.server.password, COLUMNS: '100' };
  if (program === 'pg_ctl' && words[0] === 'restart') return await place.server.restart();
  if (program === 'psql') return await psql(words, place, env);
  const argv = await argvOf(program, words);
  if (argv === undefined) {
    throw new Error(
      `${line}: this test runs pgvitals, npm run db:..., psql and pg_ctl restart; mark other blocks as not run`,
    );
  }
  const { code, stderr, stdout } = await runMain(argv, env);
  expect([line, code, stderr, code === 0 ? '' : stdout]).toEqual([line, 0, '', '']);
}

/** The words after pgvitals, or undefined where it is something else. */
async function argvOf(program: string, words: readonly string[]) {
  if (program === 'pgvitals') return words;
  if (program === 'npx' && words[0] === 'pgvitals') return words.slice(1);
  if (program !== 'npm' || words[0] !== 'run') return undefined;
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const own = / dist\/cli\/bin\.js (?<words>.*)$/.exec(scripts[words[1] ?? ''] ?? '')?.groups
    ?.words;
  return own === undefined
    ? undefined
    : [...own.split(' '), ...words.slice(words[2] === '--' ? 3 : 2)];
}

async function psql(words: readonly string[], place: Place, env: NodeJS.ProcessEnv): Promise<void> {
  const options = { env: { ...env, PATH: process.env.PATH, PGPORT: String(place.server.port) } };
  await promisify(execFile)('psql', ['-X', '-v', 'ON_ERROR_STOP=1', ...words], options);
}

/** The server of the test in place of the one of the pages, and its folder in place of /etc. */
function inPlace(text: string, { root, server }: Place): string {
  return text
    .replaceAll('@db1.example.com/', `@${server.host}:${server.port}/`)
    .replaceAll(/host: db1\.example\.com/g, `host: ${server.host}\n    port: ${server.port}`)
    .replaceAll('db1.example.com', server.host)
    .replaceAll(/(^|[\s{])\/etc\//g, `$1${root}/etc/`);
}

/** Flags that the help of a command does not have. */
async function unknownFlags(line: string): Promise<readonly string[]> {
  const [program = '', ...words] = shellWords(line).filter((word) => !/^[A-Z_]+=/.test(word));
  const argv = await argvOf(program, words);
  if (argv === undefined) return [];
  const commands = argv.slice(0, argv.findIndex((word) => word.startsWith('-')) >>> 0);
  for (let length = commands.length; length >= 0; length--) {
    const { code, stdout } = await runMain([...commands.slice(0, length), '--help']);
    const isOwn = stdout.startsWith(
      `Usage: pgvitals ${commands.slice(0, length).join(' ')}`.trim(),
    );
    if (code !== 0 || !isOwn) continue;
    const flags = argv
      .filter((word) => word.startsWith('--') && word !== '--')
      .map((word) => word.split('=')[0] ?? '');
    return flags.filter((flag) => !stdout.includes(` ${flag} `) && !stdout.includes(` ${flag}\n`));
  }
  return [argv[0] ?? ''];
}
