import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import type { Connection } from '../../src/target/connection.ts';
import { startServer, startStandby, type TestServer } from '../helpers/servers.ts';
import { type PagingStack, startPagingStack } from './paging-stack.ts';
import type { PagerDutyEvent } from './receivers.ts';

const USER = 'pgvitals';

let primary: TestServer;
let standby: TestServer;
let stack: PagingStack;

beforeAll(async () => {
  primary = await startServer(18, {
    settings: {
      fsync: true,
      max_connections: 30,
      archive_mode: true,
      archive_command: '/bin/true',
    },
  });
  standby = await startStandby(primary, { settings: { wal_retrieve_retry_interval: '500ms' } });
  stack = await startPagingStack({
    targets: {
      orders: { url: primary.uri({ user: USER }), core_tables: ['public.orders'] },
      standby: { url: standby.uri({ user: USER }) },
    },
    limits: {
      idle_in_transaction: { warning: 1, critical: 4 },
      replication_lag: { warning: 2, critical: 4 },
    },
  });
  await stack.prometheus.queryUntil('pg_up == 1', ({ length }) => length === 2);
});
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
  await standby?.remove();
  await primary?.remove();
});

describe('a fault is paged once, with all that is needed, and resolved after the repair', () => {
  test('a healthy server pages nobody', async () => {
    const scrapes = 'count_over_time(pg_up[1h]) > 8';
    await stack.prometheus.queryUntil(scrapes, ({ length }) => length === 2);
    const firing = 'ALERTS{severity="critical", alertstate="firing"}';
    expect((await stack.prometheus.query(firing)).map(({ labels }) => labels)).toEqual([]);
    expect(stack.receivers.pagerduty).toEqual([]);
  });

  test('connections used up', async () => {
    const fault = performance.now();
    const sessions = await useUpConnections();
    const page = await stack.page('PostgresConnectionsUsed', 'orders');
    report('connections used up', fault);
    expect(page.payload).toMatchObject({ severity: 'critical', group: 'connections' });
    expect(page.payload?.custom_details).toMatchObject({
      value: expect.stringMatching(/^9[5-9]\.?\d*%$|^100%$/),
      limit: '95%',
      look: expect.stringContaining('FROM pg_stat_activity'),
      runbook: 'docs/runbooks/connections-used.md',
      dashboard: 'http://localhost:3000/d/pgvitals-sessions?var-instance=orders',
    });
    await Promise.all(sessions.map((session) => session.close()));
    await resolved(page);
  });

  test('a session that idles in its transaction', async () => {
    const fault = performance.now();
    const session = await primary.connect();
    await session.script('BEGIN');
    await session.query('SELECT txid_current()');
    const page = await stack.page('PostgresIdleInTransaction', 'orders');
    report('idle in transaction', fault);
    expect(page.payload?.summary).toMatch(/^CRITICAL orders: a session of postgres has been idle/);
    expect(page.payload?.custom_details).toMatchObject({ limit: '4s' });
    await session.close();
    await resolved(page);
  });

  test('replication that is cut', async () => {
    const fault = performance.now();
    const [row] = await standby.execute("SELECT current_setting('primary_conninfo')");
    await standby.execute("ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port=1'");
    await standby.execute('SELECT pg_reload_conf()');
    const page = await stack.page('PostgresReplicationLag', 'standby');
    report('replication cut', fault);
    expect(page.payload).toMatchObject({ severity: 'critical', group: 'replication' });
    await standby.execute(
      `ALTER SYSTEM SET primary_conninfo = '${row?.[0]?.replaceAll("'", "''")}'`,
    );
    await standby.execute('SELECT pg_reload_conf()');
    await resolved(page);
  });

  test('a server that is stopped, and nothing else of it', async () => {
    const fault = performance.now();
    await standby.stop();
    const page = await stack.page('PostgresServerDown', 'standby');
    report('server stopped', fault);
    expect(page.payload?.summary).toBe('CRITICAL standby is down');
    await standby.start();
    await resolved(page);
  });

  test('each page came once, and the warnings went elsewhere', () => {
    const triggers = stack.receivers.pagerduty.filter((event) => event.event_action === 'trigger');
    const keys = triggers.map(({ dedup_key, payload }) => `${payload?.class} ${dedup_key}`);
    expect(keys).toEqual([...new Set(keys)]);
    expect(triggers.every(({ payload }) => payload?.severity === 'critical')).toBe(true);
  });
});

async function resolved(page: PagerDutyEvent): Promise<void> {
  const repair = performance.now();
  await stack.resolution(page);
  report(`  ${page.payload?.class} resolved`, repair);
}

function report(what: string, since: number): void {
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  process.stdout.write(`${what}: ${seconds} s\n`);
}

/** Until hardly one is left for ordinary roles. */
async function useUpConnections(): Promise<readonly Connection[]> {
  const sessions: Connection[] = [];
  const used = async () => {
    const [row] = await primary.execute(`SELECT count(*) FROM pg_stat_activity
      WHERE backend_type = 'client backend'`);
    return Number(row?.[0]);
  };
  // 27 are for ordinary roles; what counts them takes one itself.
  await waitUntil(
    async () => {
      if ((await used()) > 27) return true;
      sessions.push(await primary.connect());
      return false;
    },
    { timeoutMs: 20_000, intervalMs: 0 },
  );
  return sessions;
}
