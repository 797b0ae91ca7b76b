import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadThresholds } from '../../src/thresholds/load-thresholds.ts';
import { MAJORS } from '../helpers/majors.ts';
import { sharedServer } from '../helpers/shared.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'docs/runbooks');
const SECTIONS = ['What it means', 'How to look', 'What to do now', 'Later', 'Who else'];

const SETUP = `
  CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
  CREATE TABLE parts (day date) PARTITION BY RANGE (day);
  CREATE TABLE part PARTITION OF parts DEFAULT;
  CREATE TABLE twins (id int PRIMARY KEY);
  CREATE INDEX twin ON twins (id);
  CREATE SEQUENCE numbers;
  SELECT nextval('numbers');
`;

const thresholds = await loadThresholds();
const pages = readdirSync(FOLDER).map((name) => ({
  name,
  text: readFileSync(join(FOLDER, name), 'utf8'),
}));

describe('the runbooks', () => {
  test('are one page for each threshold, and no others', () => {
    const wanted = thresholds.map(({ runbook }) => runbook.replace('docs/runbooks/', ''));
    expect(pages.map(({ name }) => name)).toEqual(wanted.toSorted());
  });

  test.each(pages)('$name has every section, filled in, and is short', ({ text }) => {
    const parts = text.split(/^## /m).slice(1);
    expect(parts.map((part) => part.split('\n')[0])).toEqual(SECTIONS);
    for (const part of parts) expect(part.split('\n').slice(1).join('').trim()).not.toBe('');
    expect(text.split(/\s+/).length).toBeLessThan(500);
  });

  test('name the alert that leads to them', () => {
    for (const { alert, id, runbook } of thresholds) {
      const text = readFileSync(join(ROOT, runbook), 'utf8');
      expect(text).toContain(
        `Alert \`${alert}\`; limits and signal: [alerts.md](../alerts.md#${id})`,
      );
    }
  });

  test('lead to pages that are there', () => {
    const broken = pages.flatMap(({ name, text }) =>
      [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)]
        .map(([, link = '']) => link)
        .filter(
          (link) =>
            !readdirSync(dirname(join(FOLDER, link))).includes(link.split('/').at(-1) ?? ''),
        )
        .map((link) => `${name}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  test('say of every block that is not run why not', () => {
    const fences = pages.flatMap(({ text }) => text.match(/^ *```\w.*$/gm) ?? []);
    expect(fences.filter((fence) => !/^ *```sql(?: no-run: \w[\w ]+)?$/.test(fence))).toEqual([]);
  });
});

describe.each(MAJORS)('on PostgreSQL %i', (major) => {
  test('a role with pg_monitor can run all their SQL, and that of the alerts', async () => {
    const server = sharedServer(major);
    const database = await server.createDatabase();
    await server.script(SETUP, { database });
    const session = await server.connect({ database, user: 'pgvitals' });
    const blocks = [
      ...thresholds.map(({ id, sql }) => ({ name: id, sql })),
      ...pages.flatMap(({ name, text }) =>
        [...text.matchAll(/^```sql\n([\s\S]*?)^```$/gm)].map(([, sql = '']) => ({ name, sql })),
      ),
    ];
    expect(blocks.length).toBeGreaterThan(150);
    const failed: string[] = [];
    for (const { name, sql } of blocks) {
      await session.script(sql).catch((error: Error) => failed.push(`${name}: ${error.message}`));
    }
    await session.close();
    await server.dropDatabase(database);
    expect(failed).toEqual([]);
  });
});
