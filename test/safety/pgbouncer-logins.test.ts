import { chmod } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/target/connect.ts';
import type { ConnectOptions } from '../../src/target/connection.ts';
import { failureOf } from '../../src/target/failure.ts';
import { makeCertificates } from '../helpers/certificates.ts';
import { openTarget } from '../helpers/open-target.ts';
import { upOf } from '../helpers/page.ts';
import { gauge } from '../helpers/parse-queries.ts';
import { startPgbouncer } from '../helpers/pgbouncer.ts';
import { sharedServer } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { ROLES, SUPERUSER, type TestRole } from '../helpers/test-roles.ts';

const server = sharedServer(18);
const ONE = gauge('one', 'SELECT 1 AS value');

test('the console is reached by TLS, and its certificate is checked', async () => {
  const folder = await temporaryFolder();
  const { authority, serverCert, serverKey, stranger } = await makeCertificates(folder, [
    'IP:127.0.0.1',
  ]);
  await chmod(folder, 0o755);
  for (const file of [serverCert, serverKey]) await chmod(file, 0o644);
  const { port } = await startPgbouncer(server, 2, {
    client_tls_sslmode: 'allow',
    client_tls_cert_file: serverCert,
    client_tls_key_file: serverKey,
  });
  const reach = (rootCert: string) =>
    connect({ ...login(ROLES.pgvitals, port), tls: { mode: 'verify-full', rootCert } });
  const session = await reach(authority);
  expect((await session.query('SHOW VERSION', { simple: true })).rows).toHaveLength(1);
  await session.close();
  const refused = await reach(stranger).catch(failureOf);
  expect(refused).toMatchObject({ reason: 'tls' });
});

test('a console that is taken for PostgreSQL is down and says what to do', async () => {
  const { port } = await startPgbouncer(server, 2);
  const target = openTarget(server, { queries: ONE, database: 'pgbouncer', connection: { port } });
  expect(upOf(await target.scrape())).toBe('0 other');
  await expect(target.explain(5000)).rejects.toThrow(
    'found the console of a PgBouncer, expected PostgreSQL; give the target kind: pgbouncer',
  );
});

test('a PgBouncer without room for clients is too_many_connections, but its console is there', async () => {
  const { port } = await startPgbouncer(server, 2);
  await command(port, 'SET max_client_conn = 1');
  const holder = await opened({ ...login(ROLES.plain, port), database: 'shop', console: false });
  expect(holder.closed).toBe(false);
  const target = openTarget(server, { queries: ONE, connection: { port } });
  expect(upOf(await target.scrape())).toBe('0 too_many_connections');
  const session = await opened(login(ROLES.pgvitals, port));
  expect((await session.query('SHOW POOLS', { simple: true })).rows.length).toBeGreaterThan(1);
});

test('a user of stats_users may look and not command', async () => {
  const { port } = await startPgbouncer(server, 2);
  const session = await opened(login(ROLES.pgvitals, port));
  const refusal = async (sql: string) =>
    failureOf(await session.query(sql, { simple: true }).catch((error: unknown) => error)).reason;
  expect(await refusal('PAUSE')).toBe('permission');
  expect(await refusal('SHUTDOWN')).toBe('permission');
  expect(await refusal('SHOW POOLS; SHUTDOWN')).toBe('query_error');
  expect(await refusal('SELECT 1')).toBe('query_error');
  expect((await session.query('SHOW VERSION', { simple: true })).rows).toHaveLength(1);
});

function login(role: TestRole, port: number): ConnectOptions {
  const options = server.connectOptions({ ...role, database: 'pgbouncer' });
  return { ...options, port, console: true };
}

async function opened(options: ConnectOptions) {
  const session = await connect(options);
  onTestFinished(() => session.close());
  return session;
}

async function command(port: number, sql: string): Promise<void> {
  const session = await connect(login(SUPERUSER, port));
  await session.script(sql);
  await session.close();
}
