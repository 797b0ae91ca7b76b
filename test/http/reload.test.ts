import { describe, expect, test } from 'vitest';
import { sharedServer } from '../helpers/shared.ts';
import { sampleValue } from '../metrics/parse-page.ts';
import { catalogOf, startExporter } from './running-exporter.ts';

const config = (...names: readonly string[]) => ({
  targets: Object.fromEntries(
    names.map((name) => [name, { url: sharedServer(18).uri({ user: 'pgvitals' }) }]),
  ),
  catalog: { shipped: false, files: ['catalog.yaml'] },
});
const files = { 'catalog.yaml': catalogOf({ t_one: 'SELECT 1 AS value' }) };

describe('/-/reload', () => {
  test('is forbidden unless it was enabled', async () => {
    await using exporter = await startExporter(config('a'), { files });
    const response = await post(exporter.url);
    expect(response.status).toBe(403);
    expect(await response.text()).toBe(
      'Reloading over HTTP is off; start with --web.enable-lifecycle, or send SIGHUP.\n',
    );
  });

  test('takes POST and PUT only', async () => {
    await using exporter = await startExporter(config('a'), { files, enableLifecycle: true });
    const response = await exporter.get('/-/reload');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST, PUT');
    expect((await post(exporter.url, 'PUT')).status).toBe(200);
  });

  test('takes over targets and catalog, and closes what is gone', async () => {
    await using exporter = await startExporter(config('a'), { files, enableLifecycle: true });
    expect(sampleValue(await exporter.page(), 't_one_value')).toBe('1');
    await exporter.configure(config('b', 'c'));
    await exporter.write('catalog.yaml', catalogOf({ t_two: 'SELECT 2 AS value' }));
    const response = await post(exporter.url);
    expect([response.status, await response.text()]).toEqual([
      200,
      'The configuration was loaded.\n',
    ]);
    const page = await exporter.page();
    expect(sampleValue(page, 't_one_value')).toBeUndefined();
    expect(sampleValue(page, 't_two_value')).toBe('2');
    expect((await exporter.get('/probe?target=a')).status).toBe(400);
    expect((await exporter.get('/probe?target=c')).status).toBe(200);
    expect(exporter.log).toContain('reloaded {"queries":1,"targets":2}');
  });

  test.each([
    [
      'configuration',
      'pgvitals.yaml',
      'targets: { a: { hsot: db1 } }',
      'pgvitals.yaml:1:17: unknown key "hsot"; did you mean "host"?',
    ],
    [
      'catalog',
      'catalog.yaml',
      't_one: { query: 7 }',
      'catalog.yaml:1:17: t_one.query: expected SQL',
    ],
  ])(
    'a broken %s keeps the old one, says so and works again once it is mended',
    async (_what, file, broken, problem) => {
      await using exporter = await startExporter(config('a'), { files, enableLifecycle: true });
      const loaded = await lastLoad(exporter.page);
      expect(loaded.successful).toBe('1');
      await exporter.write(file, broken);
      const response = await post(exporter.url);
      expect(response.status).toBe(500);
      const answer = await response.text();
      expect(answer).toMatch(/^The old configuration stays in use, the new one is wrong:\n/);
      expect(answer).toContain(problem);
      expect(exporter.log.filter((line) => line.startsWith('reload failed')).join()).toContain(
        JSON.stringify(problem).slice(1, -1),
      );
      expect(await lastLoad(exporter.page)).toEqual({ ...loaded, successful: '0' });
      expect(sampleValue(await exporter.page(), 't_one_value')).toBe('1');

      await exporter.configure(config('a'));
      await exporter.write('catalog.yaml', files['catalog.yaml']);
      expect((await post(exporter.url)).status).toBe(200);
      const mended = await lastLoad(exporter.page);
      expect(mended.successful).toBe('1');
      expect(Number(mended.timestamp)).toBeGreaterThan(Number(loaded.timestamp));
    },
  );

  test('during scrapes costs none of them', async () => {
    await using exporter = await startExporter(config('a'), {
      files: { 'catalog.yaml': catalogOf({ t_one: 'SELECT 1 AS value FROM pg_sleep(0.2)' }) },
      enableLifecycle: true,
    });
    const pages = [];
    for (let round = 0; round < 4; round++) {
      pages.push(exporter.page());
      expect((await post(exporter.url)).status).toBe(200);
    }
    for (const page of await Promise.all(pages)) expect(sampleValue(page, 't_one_value')).toBe('1');
    expect(exporter.errors).toEqual([]);
  });
});

async function post(url: string, method = 'POST'): Promise<Response> {
  return await fetch(`${url}/-/reload`, { method });
}

async function lastLoad(page: () => Promise<string>) {
  const text = await page();
  return {
    successful: sampleValue(text, 'pgvitals_config_last_reload_successful'),
    timestamp: sampleValue(text, 'pgvitals_config_last_reload_success_timestamp_seconds'),
  };
}
