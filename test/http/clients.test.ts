import http, { type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { sharedServer } from '../helpers/shared.ts';
import { sampleValue } from '../metrics/parse-page.ts';
import { catalogOf, type RunningExporter, startExporter } from './running-exporter.ts';

const ROWS = 100_000;
/** A page of some 30 MB, which no socket buffer holds. */
const BIG = JSON.stringify({
  t_big: {
    description: 'Many rows.',
    category: 'trend',
    max_series: ROWS,
    timeout: '20s',
    query: `SELECT n AS value, repeat('x', 250) || n AS filler FROM generate_series(1, ${ROWS}) n`,
    metrics: [
      { filler: { usage: 'LABEL', description: 'To make it long.' } },
      { value: { usage: 'GAUGE', description: 'A value.' } },
    ],
  },
});

let exporter: RunningExporter;

beforeAll(async () => {
  exporter = await startExporter(
    {
      targets: { main: { url: sharedServer(18).uri({ user: 'pgvitals' }) } },
      catalog: { shipped: false, files: ['big.yaml', 'small.yaml', 'nap.yaml'] },
      limits: { scrape_timeout: '30s' },
    },
    {
      files: {
        'big.yaml': BIG,
        'small.yaml': catalogOf({ t_small: 'SELECT 1 AS value' }),
        'nap.yaml': catalogOf({ t_nap: 'SELECT 1 AS value FROM pg_sleep(1)' }, { timeout: '20s' }),
      },
    },
  );
});

afterAll(() => exporter[Symbol.asyncDispose]());

afterEach(() => {
  expect(exporter.errors).toEqual([]);
});

describe('clients', () => {
  test('a hundred at once are one scrape, and all get its page', async () => {
    const before = await scrapes();
    const pages = await Promise.all(
      Array.from({ length: 100 }, () => exporter.page('/metrics?query=t_nap')),
    );
    for (const page of pages) {
      expect(sampleValue(page, 't_nap_value')).toBe('1');
      expect(sampleValue(page, 'pgvitals_scrapes_total')).toBe(String(before + 1));
    }
  });

  test('one that reads nothing for a while holds up nobody and gets its page in the end', async () => {
    const slow = await open('/metrics?query=t_big');
    slow.pause();
    for (let round = 0; round < 5; round++) {
      const page = await exporter.page('/metrics?query=t_small');
      expect(sampleValue(page, 't_small_value')).toBe('1');
    }
    const connections = await exporter.page('/metrics?query=t_small');
    expect(sampleValue(connections, 'pgvitals_connections', { state: 'busy' })).toBe('0');
    expect(slow.complete).toBe(false);
    const { lines } = await readAll(slow);
    expect(slow.complete).toBe(true);
    expect(lines.filter((line) => line.startsWith('t_big_value{'))).toHaveLength(ROWS);
  });

  test('one that hangs up in the middle of its page leaves nothing behind', async () => {
    const before = process.memoryUsage.rss();
    for (let round = 0; round < 3; round++) {
      const response = await open('/metrics?query=t_big');
      await new Promise((resolve) => response.once('data', resolve));
      response.destroy();
    }
    expect(sampleValue(await exporter.page('/metrics?query=t_small'), 't_small_value')).toBe('1');
    expect(process.memoryUsage.rss() - before).toBeLessThan(1e9);
  });

  test('one that hangs up before its page is made does not end the scrape of the others', async () => {
    const aborted = new AbortController();
    const first = fetch(`${exporter.url}/metrics?query=t_nap`, { signal: aborted.signal });
    const second = exporter.page('/metrics?query=t_nap');
    await sleep(100);
    aborted.abort();
    await expect(first).rejects.toThrow(/aborted/);
    expect(sampleValue(await second, 't_nap_value')).toBe('1');
  });

  test('their sockets are closed when they are gone', async () => {
    const count = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap');
    const before = count().length;
    const agent = new http.Agent({ keepAlive: false });
    await Promise.all(Array.from({ length: 20 }, () => readPage('/-/healthy', agent)));
    const closed = await waitUntil(async () => count().length <= before, { timeoutMs: 5000 });
    expect(closed).toBe(true);
  });
});

async function scrapes(): Promise<number> {
  const page = await exporter.page('/metrics?query=t_small');
  return Number(sampleValue(page, 'pgvitals_scrapes_total'));
}

function open(path: string, agent?: http.Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = agent === undefined ? {} : { agent };
    http.get(exporter.url + path, options, resolve).on('error', reject);
  });
}

async function readPage(path: string, agent: http.Agent): Promise<void> {
  await readAll(await open(path, agent));
}

async function readAll(response: IncomingMessage): Promise<{ readonly lines: readonly string[] }> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { lines: Buffer.concat(chunks).toString().split('\n') };
}
