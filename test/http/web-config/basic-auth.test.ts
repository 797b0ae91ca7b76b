import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { hash } from 'bcryptjs';
import express from 'express';
import { describe, expect, test } from 'vitest';
import { type BasicAuthOptions, basicAuth } from '../../../src/http/web-config/basic-auth.ts';
import { compareInThread } from '../../../src/http/web-config/compare-in-thread.ts';
import { CHANGED_HASH, get as getReply, S3CRET_HASH } from './helpers.ts';

interface Protected extends AsyncDisposable {
  /** Every hash that bcrypt was asked about. */
  readonly compared: readonly string[];
  readonly users: Map<string, string>;
  get(options?: http.RequestOptions): ReturnType<typeof getReply>;
}

/** An express application behind the middleware, on a free port. */
async function protectedApp(options: BasicAuthOptions = {}): Promise<Protected> {
  const users = new Map([['alice', S3CRET_HASH]]);
  const compared: string[] = [];
  const compare = compareInThread();
  const bcryptCompare = (password: string, stored: string) => {
    compared.push(stored);
    return compare(password, stored);
  };
  const app = express();
  app.use(basicAuth(() => users, { openPaths: ['/-/healthy'], bcryptCompare, ...options }));
  app.use((request, response) => {
    response.send(request.path);
  });
  const server = http.createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    compared,
    users,
    get: (request) => getReply(port, { scheme: 'http', ...request }),
    [Symbol.asyncDispose]: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

describe('who is let in', () => {
  test('the right password passes', async () => {
    await using app = await protectedApp();
    expect(await app.get({ auth: 'alice:s3cret', path: '/metrics' })).toMatchObject({
      status: 200,
      body: '/metrics',
    });
  });

  test.each(['$2a$', '$2b$', '$2y$'])(
    'a hash that begins with %s is understood',
    async (prefix) => {
      await using app = await protectedApp();
      app.users.set(
        'alice',
        S3CRET_HASH.replace('$2b$', () => prefix),
      );
      expect(await app.get({ auth: 'alice:s3cret' })).toMatchObject({ status: 200 });
      expect(await app.get({ auth: 'alice:wrong' })).toMatchObject({ status: 401 });
    },
  );

  test.each([
    ['no credentials', {}],
    ['a wrong password', { auth: 'alice:wrong' }],
    ['an empty password', { auth: 'alice:' }],
    ['an unknown user', { auth: 'bob:s3cret' }],
    ['the name of a property of every object', { auth: 'constructor:s3cret' }],
    ['the hash as password', { auth: `alice:${S3CRET_HASH}` }],
    ['another scheme', { headers: { authorization: 'Bearer YWxpY2U6czNjcmV0' } }],
    ['credentials without a colon', { headers: { authorization: 'Basic YWxpY2U=' } }],
    ['credentials that are not base64', { headers: { authorization: 'Basic %%%' } }],
  ])('%s gets 401', async (_, request) => {
    await using app = await protectedApp();
    const reply = await app.get(request);
    expect(reply).toMatchObject({ status: 401, body: 'Unauthorized\n' });
    expect(reply.headers['www-authenticate']).toBe('Basic realm="pgvitals", charset="UTF-8"');
  });

  test('a password may hold colons and any letters', async () => {
    await using app = await protectedApp();
    app.users.set('zoë', await hash('a:b:ü', 4));
    const authorization = `Basic ${Buffer.from('zoë:a:b:ü').toString('base64')}`;
    expect(await app.get({ headers: { authorization } })).toMatchObject({ status: 200 });
  });

  test('without users everybody passes', async () => {
    await using app = await protectedApp();
    app.users.clear();
    expect(await app.get()).toMatchObject({ status: 200 });
  });

  test.each([
    ['/-/healthy', 200],
    ['/-/healthy?verbose=1', 200],
    ['/-/healthy/', 401],
    ['//-/healthy', 401],
    ['/-/healthy/../../metrics', 401],
    ['/metrics?/-/healthy', 401],
    ['/%2d/healthy', 401],
  ])('the path %s without a password gets %i', async (path, status) => {
    await using app = await protectedApp();
    expect(await app.get({ path })).toMatchObject({ status });
  });
});

describe('what a comparison costs', () => {
  test('a right password is compared once, then known', async () => {
    await using app = await protectedApp();
    for (let scrape = 0; scrape < 5; scrape += 1) await app.get({ auth: 'alice:s3cret' });
    expect(app.compared).toHaveLength(1);
  });

  test('a changed hash is compared anew', async () => {
    await using app = await protectedApp();
    expect(await app.get({ auth: 'alice:s3cret' })).toMatchObject({ status: 200 });
    app.users.set('alice', CHANGED_HASH);
    expect(await app.get({ auth: 'alice:s3cret' })).toMatchObject({ status: 401 });
    expect(app.compared).toEqual([S3CRET_HASH, CHANGED_HASH]);
  });

  test('wrong passwords are never remembered', async () => {
    await using app = await protectedApp();
    await app.get({ auth: 'alice:wrong' });
    await app.get({ auth: 'alice:wrong' });
    expect(app.compared).toHaveLength(2);
  });

  test('an unknown user costs one comparison of the same cost', async () => {
    await using app = await protectedApp();
    await app.get({ auth: 'bob:s3cret' });
    expect(app.compared).toEqual([expect.stringMatching(/^\$2b\$04\$.{53}$/)]);
    expect(app.compared).not.toContain(S3CRET_HASH);
  });

  test('identical requests at the same time share one comparison', async () => {
    const gate = openLater();
    let calls = 0;
    await using app = await protectedApp({
      bcryptCompare: () => {
        calls += 1;
        return gate.opened;
      },
    });
    const requests = Array.from({ length: 5 }, () => app.get({ auth: 'alice:s3cret' }));
    await expect.poll(() => calls).toBe(1);
    gate.open(true);
    expect((await Promise.all(requests)).map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect(calls).toBe(1);
  });

  test('too many waiting passwords get 503 while a known one still passes', async () => {
    const gate = openLater();
    await using app = await protectedApp({
      maxPending: 2,
      bcryptCompare: (password) => (password === 's3cret' ? Promise.resolve(true) : gate.opened),
    });
    expect(await app.get({ auth: 'alice:s3cret' })).toMatchObject({ status: 200 });
    const replies = ['1', '2', '3'].map((password) => app.get({ auth: `alice:${password}` }));
    expect(await Promise.race(replies)).toMatchObject({ status: 503 });
    expect(await app.get({ auth: 'alice:s3cret' })).toMatchObject({ status: 200 });
    gate.open(false);
    const statuses = (await Promise.all(replies)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([401, 401, 503]);
  });

  test('the oldest known password is forgotten when there are too many', async () => {
    await using app = await protectedApp({ maxCached: 1 });
    app.users.set('bob', CHANGED_HASH);
    for (const auth of ['alice:s3cret', 'bob:changed', 'bob:changed', 'alice:s3cret']) {
      expect(await app.get({ auth })).toMatchObject({ status: 200 });
    }
    expect(app.compared).toEqual([S3CRET_HASH, CHANGED_HASH, S3CRET_HASH]);
  });

  test('a comparison that fails becomes an error, not a login', async () => {
    await using app = await protectedApp({
      bcryptCompare: () => Promise.reject(new Error('boom')),
    });
    expect(await app.get({ auth: 'alice:s3cret' })).toMatchObject({ status: 500 });
  });
});

interface Gate {
  readonly opened: Promise<boolean>;
  open(value: boolean): void;
}

function openLater(): Gate {
  let open: Gate['open'] = () => undefined;
  const opened = new Promise<boolean>((done) => {
    open = done;
  });
  return { opened, open };
}
