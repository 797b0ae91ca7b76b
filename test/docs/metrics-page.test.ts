import { execFile } from 'node:child_process';
import { appendFile, cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadCatalog, SHIPPED_CATALOG } from '../../src/catalog/load.ts';
import { catalogSections } from '../../src/docs/catalog-sections.ts';
import { shortenVersions, versionsOf, versionsText } from '../../src/docs/metric-versions.ts';
import { metricsPage } from '../../src/docs/metrics-page.ts';
import { buildProgram } from '../cli/program.ts';
import { parseQueries } from '../helpers/parse-queries.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const page = await readFile(join(ROOT, 'docs/metrics.md'), 'utf8');

describe('docs/metrics.md', () => {
  test('has every metric of the shipped catalog, with a question for each query', async () => {
    for (const { columns, feed, id, prefix, question } of await loadCatalog([SHIPPED_CATALOG])) {
      if (feed !== undefined) continue;
      expect(question, id).toMatch(/^[A-Z].{10,90}\?$/);
      expect(page).toContain(`\n### ${id}\n\n*${question}*`);
      const named = columns.find(({ usage }) => usage === 'NAME');
      for (const { name, usage } of columns) {
        if (!/^(?:GAUGE|COUNTER|HISTOGRAM)$/.test(usage)) continue;
        const metric = named === undefined ? name : `${prefix}_<${named.column}>`;
        expect(page).toContain(`\n| \`${metric}\` | ${usage.toLowerCase()} |`);
      }
    }
  });

  test('has the sections of the catalog, each with queries', async () => {
    const sections = catalogSections(await readFile(SHIPPED_CATALOG, 'utf8'));
    expect(sections.length).toBeGreaterThan(8);
    for (const { title } of sections)
      expect(page).toMatch(new RegExp(`\n## ${title}\n[^#]*\n### `));
    const feeds = (await loadCatalog([SHIPPED_CATALOG])).filter(
      ({ feed }) => feed === undefined || feed === 'statements',
    );
    expect(page.match(/^### /gm)).toHaveLength(feeds.length);
  });

  test('no table is broken by a | or < in a description', () => {
    const queries = parseQueries(`a:
  description: A.
  category: trend
  query: SELECT 1 AS n
  metrics: [ { n: { usage: GAUGE, description: "a | b <c>, in bytes." } } ]
`);
    const rule = `# ${'-'.repeat(30)}`;
    const source = `${rule}\n# Title\n#\n# Text of\n# two lines.\n${rule}\n`;
    // The query stands in line 1 of its own file.
    const moved = queries.map((query) => ({ ...query, source: { ...query.source, line: 9 } }));
    const text = metricsPage({ queries: moved, source, versions: { a: { '*': [13, 18] } } });
    expect(text).toContain('\n## Title\n\nText of two lines.\n\n### a\n');
    expect(text).toContain('\n| `a_n` | gauge | bytes | 13, 18 | a \\| b &lt;c>, in bytes. |\n');
  });
});

/** What the generators read and write. */
const COPIED = [
  'scripts',
  'dist',
  'docs',
  'prometheus',
  'grafana',
  'queries.yaml',
  'thresholds.yaml',
  'package.json',
];

describe('npm run generate', () => {
  beforeAll(buildProgram);

  test('--check fails when a file is stale, and without it the file is mended', async () => {
    const folder = await temporaryFolder();
    for (const name of COPIED) {
      await cp(join(ROOT, name), join(folder, name), { recursive: true });
    }
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const generate = (...args: readonly string[]) =>
      promisify(execFile)(process.execPath, [join(folder, 'scripts/generate.mjs'), ...args]);
    await generate('--check');
    await appendFile(join(folder, 'docs/metrics.md'), 'By hand.\n');
    await writeFile(join(folder, 'prometheus/rules/old.yml'), 'groups: []\n');
    await expect(generate('--check')).rejects.toMatchObject({
      code: 1,
      stderr: `\
docs/metrics.md is stale; run "npm run generate" and commit what it writes.
prometheus/rules/old.yml is left over; run "npm run generate" and commit what it writes.
`,
    });
    expect(await generate()).toMatchObject({ stdout: 'Wrote docs/metrics.md.\n' });
    await generate('--check');
    await expect(generate('--chekc')).rejects.toMatchObject({ code: 2 });
  }, 120_000);
});

describe('versions', () => {
  test.each([
    [[], ''],
    [[13], '13'],
    [[13, 14, 15, 16, 17, 18], '13-18'],
    [[18, 14, 16, 17], '14, 16-18'],
  ])('%j are written as "%s"', (versions, text) => {
    expect(versionsText(versions)).toBe(text);
  });

  test('columns of all versions of their query are kept once', () => {
    const seen = new Map([
      [
        'q',
        new Map([
          ['a', [13, 14]],
          ['b', [14]],
          ['c', []],
        ]),
      ],
    ]);
    const short = shortenVersions(seen);
    expect(short).toEqual({ q: { '*': [13, 14], b: [14], c: [] } });
    expect(['a', 'b', 'c'].map((column) => versionsOf(short, 'q', column))).toEqual([
      [13, 14],
      [14],
      [],
    ]);
    expect(versionsOf(short, 'other', 'a')).toBeUndefined();
  });
});
