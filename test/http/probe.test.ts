import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedServer } from '../helpers/shared.ts';
import { sampleValue } from '../metrics/parse-page.ts';
import { catalogOf, type RunningExporter, startExporter } from './running-exporter.ts';

let exporter: RunningExporter;

beforeAll(async () => {
  const login = { user: 'pgvitals' };
  exporter = await startExporter(
    {
      targets: {
        old: { url: sharedServer(13).uri(login), labels: { env: 'test' } },
        new: { url: sharedServer(18).uri(login), disable: ['t_major'] },
        down: { host: '127.0.0.1', port: 1, user: 'x', password: 'hunter2' },
      },
      catalog: { shipped: false, files: ['catalog.yaml'] },
    },
    {
      files: {
        'catalog.yaml': catalogOf({
          t_major: "SELECT current_setting('server_version_num')::int / 10000 AS value",
          t_seven: 'SELECT 7 AS value',
        }),
      },
    },
  );
});

afterAll(() => exporter[Symbol.asyncDispose]());

describe('/probe', () => {
  test('scrapes the named target with its labels and without what is disabled there', async () => {
    const old = await exporter.page('/probe?target=old');
    expect(sampleValue(old, 't_major_value', { env: 'test' })).toBe('13');
    const recent = await exporter.page('/probe?target=new');
    expect(sampleValue(recent, 't_major_value')).toBeUndefined();
    expect(sampleValue(recent, 't_seven_value')).toBe('7');
  });

  test('leaves out what the exporter says of its own process', async () => {
    const page = await exporter.page('/probe?target=old');
    expect(sampleValue(page, 'pgvitals_scrapes_total')).toMatch(/^\d+$/);
    expect(sampleValue(page, 'pgvitals_build_info')).toBeUndefined();
  });

  test('takes ?query= as /metrics does', async () => {
    const page = await exporter.page('/probe?target=old&query=t_seven');
    expect(sampleValue(page, 't_seven_value')).toBe('7');
    expect(sampleValue(page, 't_major_value')).toBeUndefined();
    expect((await exporter.get('/probe?target=old&query=t_sevn')).status).toBe(400);
  });

  test('of a server that is down is a page that says so', async () => {
    const page = await exporter.page('/probe?target=down');
    expect(sampleValue(page, 'pg_up')).toBe('0');
    expect(sampleValue(page, 'pgvitals_target_status', { reason: 'refused' })).toBe('1');
    expect(page).not.toContain('hunter2');
  });

  test.each([
    ['', 'expected /probe?target=NAME; configured are: old, new, down\n'],
    ['?target=', 'expected /probe?target=NAME; configured are: old, new, down\n'],
    ['?target=old&target=new', 'expected /probe?target=NAME; configured are: old, new, down\n'],
    ['?target[name]=old', 'expected /probe?target=NAME; configured are: old, new, down\n'],
    [
      '?target=donw',
      'no target has this name; did you mean "down"?; configured are: old, new, down\n',
    ],
    ['?target=nobody', 'no target has this name; configured are: old, new, down\n'],
    ['?target=constructor', 'no target has this name; configured are: old, new, down\n'],
  ])('"%s" is refused with what there is', async (parameters, expected) => {
    const response = await exporter.get(`/probe${parameters}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toBe(expected);
  });

  test('a host of the caller is never connected to', async () => {
    let connections = 0;
    const trap = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    const { port } = trap.address() as AddressInfo;
    for (const target of [
      `127.0.0.1:${port}`,
      `localhost:${port}`,
      `postgresql://127.0.0.1:${port}/postgres`,
      `host=127.0.0.1 port=${port}`,
    ]) {
      const response = await exporter.get(`/probe?target=${encodeURIComponent(target)}`);
      expect(response.status, target).toBe(400);
      expect(await response.text()).not.toContain(String(port));
    }
    await new Promise((resolve) => trap.close(resolve));
    expect(connections).toBe(0);
  });
});
