import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAJORS } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { startExporter } from '../http/running-exporter.ts';
import { parsePage } from '../metrics/parse-page.ts';
import { runMain } from './run-main.ts';

describe.each(MAJORS)('baseline on PostgreSQL %i', (major) => {
  const server = sharedServer(major);

  test('is made, compared with a later time, and says what became faster', async () => {
    const database = await server.createDatabase();
    const folder = await temporaryFolder();
    const env = { DATABASE_URL: server.uri({ user: 'pgvitals' }), COLUMNS: '120' };
    const run = (...argv: readonly string[]) =>
      runMain(['baseline', ...argv, '--folder', folder], env);
    const sleep = (seconds: number) =>
      server.execute(`SELECT pg_sleep(${seconds}) AS in_baseline_${major}`, { database });
    await sleep(0.4);
    const created = await run('create', 'before', '--window', '200ms');
    expect([created.code, created.stderr]).toEqual([0, '']);
    await sleep(0.05);
    const { code, stdout } = await run('compare', '--json', '--window', '200ms');
    await server.dropDatabase(database);
    expect(code).toBe(0);
    const { before, differences } = JSON.parse(stdout);
    expect(before.name).toBe('before');
    const found = differences.find(({ what }: { what: string }) =>
      what.includes(`in_baseline_${major}`),
    );
    expect(found).toMatchObject({ verdict: 'better', unit: 'seconds' });
    expect(found.before).toBeGreaterThanOrEqual(0.4);
    expect(found.after).toBeLessThan(0.2);
    expect(differences).toContainEqual(expect.objectContaining({ what: 'cache hits' }));
    expect(stdout).not.toContain('pgvitals:console');
  });
});

describe('baselines', () => {
  const server = sharedServer(MAJORS.at(-1) ?? 18);

  test('are kept up to a number, listed, shown and deleted', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'pgvitals.yaml');
    const targets = { 'a/b': { url: server.uri({ user: 'pgvitals' }), labels: { site: 'x' } } };
    const baselines = { folder: 'kept', keep: 2 };
    await writeFile(file, JSON.stringify({ targets, baselines }));
    const run = (...argv: readonly string[]) =>
      runMain(['baseline', ...argv, '--config.file', file], { COLUMNS: '80' });
    expect((await run('list')).stdout).toContain('There is no baseline yet; make one with');
    expect(await run('compare')).toMatchObject({ code: 2, stdout: '' });
    for (const name of ['one', 'two', 'three']) {
      expect((await run('create', name, '--window', '100ms')).code).toBe(0);
    }
    expect(await readdir(join(folder, 'kept'))).toEqual(['a%2Fb']);
    const { stdout } = await run('list');
    expect(stdout.split('\n').map((text) => text.split(' ')[0])).toEqual([
      'name',
      'two',
      'three',
      '',
    ]);
    const same = await run('create', 'two', '--window', '100ms');
    expect(same.stderr).toContain('there is a baseline "two" already');
    expect((await run('show', 'one')).stderr).toContain('there are two, three');
    expect((await run('show')).stdout).toMatch(/^three of a\/b, [\d-]+ [\d:]+ UTC, PostgreSQL/);
    expect((await run('create', '../x', '--window', '100ms')).code).toBe(2);

    const config = { targets, baselines: { folder: join(folder, 'kept') } };
    await using exporter = await startExporter(config);
    const page = parsePage(await exporter.page('/metrics'));
    const [sample] = page.get('pgvitals_baseline_timestamp_seconds')?.samples ?? [];
    expect(sample?.labels).toEqual({ site: 'x' });
    expect(Math.abs(Number(sample?.value) - Date.now() / 1000)).toBeLessThan(120);

    expect((await run('delete', 'three')).stdout).toBe('Deleted three.\n');
    expect((await run('delete', 'three')).code).toBe(2);
    await writeFile(join(folder, 'kept', 'a%2Fb', 'two.json'), '{}');
    expect((await run('list')).stderr).toContain('two.json is not a baseline of this version');
  });
});
