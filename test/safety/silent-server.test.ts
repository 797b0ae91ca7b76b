import { createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { elapsed } from '../helpers/elapsed.ts';
import { expectNoSessions } from '../helpers/expect-no-sessions.ts';
import { openTarget } from '../helpers/open-target.ts';
import { failuresOf, samples, upOf } from '../helpers/page.ts';
import { gauge } from '../helpers/parse-queries.ts';
import { sharedServer } from '../helpers/shared.ts';
import { tcpProxy } from '../helpers/tcp-proxy.ts';

const DEADLINE_MS = 600;
/** What a busy machine may add to a deadline. */
const LATE_MS = 400;
const ONE = gauge('one', 'SELECT 1 AS value');

test('a server that accepts and never answers costs no more than the deadline', async () => {
  const { port } = await silentListener();
  const target = openTarget(sharedServer(18), { queries: ONE, connection: { port } });
  const { ms, value } = await elapsed(() => target.scrape({ timeoutMs: DEADLINE_MS }));
  expect(upOf(value)).toBe('0 timeout');
  expect(ms).toBeLessThan(DEADLINE_MS + LATE_MS);
});

test('a server that accepts and never answers is given up after the connect timeout', async () => {
  const { port } = await silentListener();
  const connection = { port, connectTimeoutMs: 200 };
  const target = openTarget(sharedServer(18), { queries: ONE, connection });
  const { ms, value } = await elapsed(() => target.scrape({ timeoutMs: 5000 }));
  expect(upOf(value)).toBe('0 timeout');
  expect(ms).toBeLessThan(200 + LATE_MS);
});

test('many scrapes of a server that never answers do not pile up connections', async () => {
  const { open, port } = await silentListener();
  const target = openTarget(sharedServer(18), { queries: ONE, connection: { port } });
  for (let scrape = 0; scrape < 5; scrape++) await target.scrape({ timeoutMs: 100 });
  await expect.poll(open).toBe(0);
});

test.each([13, 18] as const)(
  'PostgreSQL %i that goes silent before any answer costs one scrape until its deadline',
  async (major) => {
    const { proxy, target } = await behindProxy(major);
    proxy.silence();
    const { ms, value } = await elapsed(() => target.scrape({ timeoutMs: DEADLINE_MS }));
    expect(upOf(value)).toBe('0 timeout');
    expect(ms).toBeLessThan(DEADLINE_MS + LATE_MS);
    proxy.resume();
    expect(upOf(await target.scrape())).toBe('1 ok');
  },
);

test.each([
  [13, 'silenceAt', 'pgvitals:one'],
  [13, 'silenceInAnswer', '4321'],
  [18, 'silenceAt', 'pgvitals:one'],
  [18, 'silenceInAnswer', '4321'],
] as const)(
  'PostgreSQL %i that goes silent in the middle (%s %s) costs one scrape until its deadline',
  async (major, how, text) => {
    const { proxy, target } = await behindProxy(major);
    proxy[how](text);
    const { ms } = await elapsed(() => target.scrape({ timeoutMs: DEADLINE_MS }));
    expect(proxy.silent()).toBe(true);
    expect(ms).toBeLessThan(DEADLINE_MS + LATE_MS);
    proxy.resume();
    const next = await target.scrape();
    expect(upOf(next)).toBe('1 ok');
    expect(samples(next, 'one_value')).toEqual({ '': '4321' });
  },
);

test('PostgreSQL 13 that goes silent at the end of its transaction costs one scrape, too', async () => {
  const { proxy, target } = await behindProxy(13);
  proxy.silenceAt('COMMIT', 'pgvitals:one');
  const { ms, value } = await elapsed(() => target.scrape({ timeoutMs: DEADLINE_MS }));
  expect(proxy.silent()).toBe(true);
  expect(ms).toBeLessThan(DEADLINE_MS + LATE_MS);
  expect(samples(value, 'one_value')).toEqual({ '': '4321' });
  proxy.resume();
  expect(upOf(await target.scrape())).toBe('1 ok');
});

test.each([13, 18] as const)(
  'PostgreSQL %i whose session turns out to be lost on its next use costs no scrape',
  async (major) => {
    const { proxy, target } = await behindProxy(major);
    proxy.cutAt('pgvitals:facts');
    const result = await target.scrape();
    expect(upOf(result)).toBe('1 ok');
    expect(samples(result, 'one_value')).toEqual({ '': '4321' });
  },
);

test('what went silent ends on the server, too', async () => {
  const server = sharedServer(18);
  const { proxy, target } = await behindProxy(18);
  proxy.silenceAt('pgvitals:one');
  const result = await target.scrape({ timeoutMs: DEADLINE_MS });
  expect(failuresOf(result)).toEqual({ 'one postgres timeout': '1' });
  await expectNoSessions(server, target.applicationName);
});

async function behindProxy(major: 13 | 18) {
  const server = sharedServer(major);
  const proxy = await tcpProxy(server.host, server.port);
  const queries = gauge('one', 'SELECT 4321 AS value');
  const connection = { host: '127.0.0.1', port: proxy.port };
  const target = openTarget(server, { queries, connection });
  expect(upOf(await target.scrape())).toBe('1 ok');
  return { proxy, target };
}

async function silentListener() {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, open: () => sockets.size };
}
