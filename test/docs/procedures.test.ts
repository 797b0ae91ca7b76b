import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runMain } from '../cli/run-main.ts';
import { MAJORS } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { type RunningPrometheus, runPrometheus } from '../prometheus/run-prometheus.ts';
import { shellWords } from './command-blocks.ts';

const DOCS = join(import.meta.dirname, '..', '..', 'docs');
const PAGES = ['quick-reference', 'procedures/daily', 'procedures/weekly', 'procedures/monthly'];

/** What the server of the tests has none of. */
const MISSING = /no benchmarks are configured/;

describe('the command lines of the procedures', () => {
  const server = sharedServer(MAJORS.at(-1) ?? 18);
  let prometheus: RunningPrometheus;

  beforeAll(async () => {
    const now = Math.floor(Date.now() / 1000);
    const up = [600, 300, 0].map((ago) => `pg_up{instance="orders"} 1 ${now - ago}\n`).join('');
    prometheus = await runPrometheus([], {}, { history: `# TYPE pg_up gauge\n${up}# EOF\n` });
  });

  afterAll(() => prometheus[Symbol.asyncDispose]());

  test.each(PAGES)('%s', { timeout: 240_000 }, async (page) => {
    const folder = await temporaryFolder();
    const env = { DATABASE_URL: server.uri({ user: 'pgvitals' }), XDG_STATE_HOME: folder };
    const lines = linesOf(await readFile(join(DOCS, `${page}.md`), 'utf8'));
    expect(lines.length).toBeGreaterThan(1);
    await runMain(['baseline', 'create', '--window', '100ms'], env);
    for (const line of lines) {
      const placed = line
        .replace('/var/lib/pgvitals', folder)
        .replace('--out ', `--out ${folder}/`);
      const [, ...words] = shellWords(placed);
      const short = words[0] === 'baseline' ? ['--window', '100ms'] : [];
      if (words[0] === 'report') short.push('--prometheus', prometheus.url);
      const { code, stderr, stdout } = await runMain([...words, ...short], env);
      if (MISSING.test(stderr)) continue;
      expect(stderr, line).not.toMatch(/^(error|pgvitals):/m);
      expect(stdout, line).not.toBe('');
      // Those that judge end as monitoring plugins do: this server runs without fsync.
      const judges = /^(check|monitor)$/.test(words.join(' '));
      expect(code, line).toBe(judges ? 2 : 0);
    }
  });
});

function linesOf(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```sh\n([^`]*)^```$/gm)].map(([, block = '']) => block);
  return blocks
    .flatMap((block) => block.split('\n'))
    .map((line) => line.replace(/ +#.*$/, '').trim())
    .filter((line) => line.startsWith('pgvitals '));
}
