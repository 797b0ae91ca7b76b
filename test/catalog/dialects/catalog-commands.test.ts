import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Terminal } from '../../../src/cli/io.ts';
import { main } from '../../../src/cli/main.ts';
import { temporaryCatalog } from './temporary-catalog.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/dialects');

describe('pgvitals catalog check', () => {
  test('prints warnings and is content', async () => {
    const file = join(FOLDER, 'cloudnative-pg.yaml');
    const { code, stdout } = await run('catalog', 'check', file);
    expect(stdout).toBe(
      `${file}: read as a file of cloudnative_pg\n${file}:7:3: warning: "cache_seconds" has no effect: CloudNativePG reads it and does not use it\n6 queries with 10 metrics, no problems, 1 warning\n`,
    );
    expect(code).toBe(0);
  });

  test('takes files and folders of several dialects at once', async () => {
    const files = ['postgres-exporter.yaml', 'pg_exporter', 'configmap.yaml', 'secret.yaml'];
    const { code } = await run('catalog', 'check', ...files.map((name) => join(FOLDER, name)));
    expect(code).toBe(0);
  });

  test('reads a file as --dialect says', async () => {
    const file = join(FOLDER, 'postgres-exporter.yaml');
    const { code, stdout } = await run('catalog', 'check', '--dialect', 'native', file);
    expect(stdout).toMatch(/problems?\n$/);
    expect(code).toBe(1);
  });

  test('knows which dialects there are', async () => {
    const { code, stderr } = await run('catalog', 'check', '--dialect', 'mysql');
    expect(stderr).toContain('native, postgres_exporter, pg_exporter, cloudnative_pg');
    expect(code).toBe(2);
  });

  test('keeps a file strict in which only a native key is misspelt', async () => {
    const folder = await temporaryCatalog({
      'x.yaml':
        'pg_x: { descripton: x, query: SELECT 1 AS one, metrics: [{ one: { usage: GAUGE } }] }',
    });
    const { code, stdout } = await run('catalog', 'check', folder);
    expect(stdout).toContain('unknown key "descripton"; did you mean "description"?');
    expect(code).toBe(1);
  });

  test('finds a metric that two queries give with different types, if one server can run both', async () => {
    const entry = (id: string, usage: string, more: string) =>
      `${id}: { name: pg_x, desc: x, query: SELECT 1 AS one, ${more}, metrics: [ { one: { usage: ${usage} } } ] }\n`;
    const apart = await temporaryCatalog({
      'x.yaml':
        entry('a', 'GAUGE', 'max_version: 170000') + entry('b', 'COUNTER', 'min_version: 170000'),
    });
    const both = await temporaryCatalog({
      'x.yaml':
        entry('a', 'GAUGE', 'max_version: 170000') + entry('b', 'COUNTER', 'min_version: 160000'),
    });
    expect((await run('catalog', 'check', apart)).stdout).not.toContain('warning');
    const { code, stdout } = await run('catalog', 'check', both);
    expect(stdout).toContain('warning: pg_x_one is a COUNTER in b but a GAUGE in a');
    expect(code).toBe(0);
  });
});

describe('pgvitals catalog import', () => {
  test('prints the catalog, and what is missing from it apart', async () => {
    const file = join(FOLDER, 'sql-exporter.yml');
    const { code, stderr, stdout } = await run('catalog', 'import', file);
    expect(code).toBe(0);
    expect(stdout).toContain('shop_carts_open:\n');
    expect(stdout + stderr).not.toContain('secret-of-the-shop');
    expect(stderr.split('\n')).toEqual([
      `${file}:1:1: scrape_timeout_offset: left out, see limits in pgvitals.yaml`,
      `${file}:4:1: target is left out: name the servers under targets in pgvitals.yaml`,
      `${file}:15:1: collector_files is left out: import each of these files`,
      'converted 1 query with 1 metric',
      '',
    ]);
  });

  test('fails when there is nothing to convert', async () => {
    const file = join(FOLDER, 'configmap.yaml');
    const { code, stdout } = await run('catalog', 'import', file);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  test('says which file it cannot read', async () => {
    const { code, stderr } = await run('catalog', 'import', 'no-such-file.yaml');
    expect(stderr).toContain('no-such-file.yaml cannot be read');
    expect(code).toBe(2);
  });

  test('what it prints passes the check', async () => {
    for (const name of ['sql-exporter.collector.yml', 'pgwatch.yaml']) {
      const { stdout } = await run('catalog', 'import', join(FOLDER, name));
      const folder = await temporaryCatalog({ 'converted.yaml': stdout });
      const check = await run('catalog', 'check', '--dialect', 'native', folder);
      expect(check.stdout).toMatch(/no problems\n$/);
      expect(await readFile(join(folder, 'converted.yaml'), 'utf8')).toMatch(/^# Converted from/);
    }
  });
});

async function run(...argv: readonly string[]) {
  const stdout = collector();
  const stderr = collector();
  const code = await main(argv, { env: {}, stdout: stdout.stream, stderr: stderr.stream });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector() {
  const pieces: string[] = [];
  const stream: Terminal = new Writable({
    write(piece: Buffer, _encoding, done) {
      pieces.push(piece.toString('utf8'));
      done();
    },
  });
  return { stream, text: () => pieces.join('') };
}
