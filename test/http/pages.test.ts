import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedServer } from '../helpers/shared.ts';
import { type RunningExporter, startExporter } from './running-exporter.ts';

const ODD_NAME = `<b>"it's" & more</b>/?`;

let exporter: RunningExporter;

beforeAll(async () => {
  exporter = await startExporter({
    targets: {
      main: { url: sharedServer(18).uri({ user: 'pgvitals' }) },
      [ODD_NAME]: { url: sharedServer(17).uri({ user: 'pgvitals' }) },
    },
    catalog: { shipped: false },
  });
});

afterAll(() => exporter[Symbol.asyncDispose]());

describe('the landing page', () => {
  test('has links that all work', async () => {
    const page = await exporter.page('/');
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => unescapeHtml(href));
    expect(links).toEqual([
      '/metrics',
      '/probe?target=main',
      `/probe?target=${encodeURIComponent(ODD_NAME)}`,
      ...['/sd', '/-/healthy', '/-/ready'],
    ]);
    for (const link of links) expect((await exporter.get(link)).status, link).toBe(200);
  });

  test('shows names as they are, never as markup', async () => {
    const response = await exporter.get('/');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const page = await response.text();
    expect(page).not.toContain('<b>');
    expect(unescapeHtml(page)).toContain(`Probe ${ODD_NAME}`);
    expect(page).toContain('version 1.2.3-test');
  });
});

describe('/sd', () => {
  test('lists the targets as Prometheus asks for them, at the address it came to', async () => {
    const response = await exporter.get('/sd');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const group = (name: string) => ({
      targets: [`127.0.0.1:${exporter.port}`],
      labels: {
        __scheme__: 'http',
        __metrics_path__: '/probe',
        __param_target: name,
        instance: name,
      },
    });
    expect(await response.json()).toEqual([group('main'), group(ODD_NAME)]);
  });
});

describe('health', () => {
  test.each([
    ['/-/healthy', 'pgvitals is healthy.\n'],
    ['/-/ready', 'pgvitals is ready.\n'],
  ])('%s answers without asking PostgreSQL', async (path, expected) => {
    await using alone = await startExporter({
      targets: { down: { host: '127.0.0.1', port: 1, user: 'x' } },
      catalog: { shipped: false },
    });
    expect(await alone.page(path)).toBe(expected);
  });
});

function unescapeHtml(text: string): string {
  return text.replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)));
}
