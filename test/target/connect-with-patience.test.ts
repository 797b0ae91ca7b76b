import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../src/target/connect.ts';
import { connectWithPatience } from '../../src/target/connect-with-patience.ts';
import { sharedServer } from '../helpers/shared.ts';

const sockets = new Set<Socket>();
let accepted = 0;
const silent = createServer((socket) => {
  accepted += 1;
  sockets.add(socket);
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  silent.close();
});

/** A server that takes connections and says nothing, and a clock that stands still until moved. */
function patient(at: { now: number }) {
  const options = sharedServer(18).connectOptions();
  return connectWithPatience(
    (_database, signal) => connect({ ...options, port, connectTimeoutMs: 100 }, signal),
    () => at.now,
  );
}

const attempt = (open: ReturnType<typeof patient>, database = 'a') =>
  open(database, AbortSignal.timeout(10_000)).catch((error: Error) => error.message);

it('tries a server whose sessions hang at once, then after 15 s, then every 30 s', async () => {
  const at = { now: 0 };
  const open = patient(at);
  const before = accepted;
  const tried: number[] = [];
  for (at.now = 0; at.now <= 100_000; at.now += 5000) {
    const seen = accepted;
    await attempt(open);
    if (accepted > seen) tried.push(at.now / 1000);
  }
  expect(tried).toEqual([0, 5, 20, 50, 80]);
  expect(accepted - before).toBe(5);
});

it('says how long it waits, and waits for the database that hangs only', async () => {
  const at = { now: 0 };
  const open = patient(at);
  const hangs = 'the server took the connection but did not answer in time';
  expect(await attempt(open)).toBe(hangs);
  expect(await attempt(open)).toBe(hangs);
  expect(await attempt(open)).toBe(
    'sessions hung before they began; the next one is tried in 15 s',
  );
  expect(await attempt(open, 'b')).toBe(hangs);
});

it('does not wait after a refusal, nor after a session that began', async () => {
  const at = { now: 0 };
  const good = sharedServer(18).connectOptions();
  const ports = [port, good.port, port, port, 1, port];
  const open = connectWithPatience(
    (_database, signal) => {
      const next = ports.shift() ?? 0;
      return connect(
        { ...good, port: next, connectTimeoutMs: next === good.port ? 5000 : 100 },
        signal,
      );
    },
    () => at.now,
  );
  const outcomes: unknown[] = [];
  for (let index = 0; index < 5; index += 1) {
    const outcome = await attempt(open);
    if (typeof outcome === 'string') outcomes.push(outcome.slice(0, 14));
    else {
      outcomes.push('open');
      await outcome.close();
    }
    if (index === 3) at.now += 20_000;
  }
  expect(outcomes).toEqual([
    'the server too',
    'open',
    'the server too',
    'the server too',
    'connect ECONNR',
  ]);
  expect(await attempt(open)).toMatch(/^the server took/);
});
