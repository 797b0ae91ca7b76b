import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import type { Connection } from '../../src/target/connection.ts';
import { startServer, startStandby, type TestServer } from '../helpers/servers.ts';
import { type PagingStack, startPagingStack } from './paging-stack.ts';
import type { PagerDutyEvent } from './receivers.ts';
import { type ShopApplication, startShopApplication } from './shop-application.ts';

const USER = 'pgvitals';
const CONNECTIONS = 100;

let primary: TestServer;
let standby: TestServer;
let application: ShopApplication;
let stack: PagingStack;

beforeAll(async () => {
  primary = await startServer(18, {
    settings: {
      fsync: true,
      max_connections: CONNECTIONS,
      archive_mode: true,
      archive_command: '/bin/true',
    },
  });
  application = await startShopApplication(primary);
  standby = await startStandby(primary, { settings: { wal_retrieve_retry_interval: '500ms' } });
  stack = await startPagingStack({
    targets: {
      orders: { url: primary.uri({ user: USER }), core_tables: ['public.*'] },
      standby: { url: standby.uri({ user: USER }) },
    },
    limits: { idle_in_transaction: { warning: 1, critical: 4 } },
  });
  await stack.prometheus.queryUntil('pg_up == 1', ({ length }) => length === 2);
});
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
  await application?.[Symbol.asyncDispose]();
  await standby?.remove();
  await primary?.remove();
});

test('a healthy server pages nobody', async () => {
  const scrapes = 'count_over_time(pg_up[1h]) > 3';
  await stack.prometheus.queryUntil(scrapes, ({ length }) => length === 2);
  const firing = 'ALERTS{severity="critical", alertstate="firing"}';
  expect((await stack.prometheus.query(firing)).map(({ labels }) => labels)).toEqual([]);
  expect(stack.receivers.pagerduty).toEqual([]);
});

const WITH_PATIENCE = { timeout: 120_000 };

describe.concurrent(
  'a fault is paged with all that is needed, and resolved after the repair',
  WITH_PATIENCE,
  () => {
    test('slow queries in a class', async () => {
      const since = performance.now();
      application.slowness = 0.3;
      const page = await paged('PostgresQueryP99OfTarget', 'orders', since);
      expect(page.payload?.summary).toMatch(
        /^CRITICAL orders: class single of shop misses its target [\d.]+x$/,
      );
      expect(page.payload?.custom_details).toMatchObject({
        limit: expect.stringMatching(/^4(\.0)?x$/),
        look: expect.stringContaining('FROM pg_stat_statements'),
        runbook: 'docs/runbooks/query-p99-of-target.md',
        labels: expect.stringContaining('class=single'),
      });
      // The mean says the same a little later, to nobody.
      await eventuallyInhibited('PostgresQueryMeanSingle');
      application.slowness = 0;
      await resolved(page);
    });

    test('a dropped index of a core table', async () => {
      const since = performance.now();
      application.pauseMs = 10;
      await primary.execute('DROP INDEX items_id', { database: 'stock' });
      const page = await paged('PostgresCoreIndexUsage', 'orders', since);
      expect(page.payload).toMatchObject({ severity: 'critical', group: 'indexes' });
      expect(page.payload?.custom_details).toMatchObject({
        value: expect.stringMatching(/^[\d.]+%$/),
        limit: '80%',
        labels: expect.stringContaining('relname=items'),
      });
      await primary.execute('CREATE INDEX items_id ON items (id)', { database: 'stock' });
      application.pauseMs = 0;
      await resolved(page);
    });

    test('connections used up', async () => {
      const since = performance.now();
      const sessions = await useUpConnections();
      const page = await paged('PostgresConnectionsUsed', 'orders', since);
      expect(page.payload).toMatchObject({ severity: 'critical', group: 'connections' });
      expect(page.payload?.custom_details).toMatchObject({
        value: expect.stringMatching(/^9[5-9]\.?\d*%$/),
        limit: '95%',
        look: expect.stringContaining('FROM pg_stat_activity'),
        runbook: 'docs/runbooks/connections-used.md',
        dashboard: expect.stringContaining(
          'http://localhost:3000/d/pgvitals-sessions?var-instance=orders',
        ),
      });
      await Promise.all(sessions.map((session) => session.close()));
      await resolved(page);
    });

    test('a session that idles in its transaction', async () => {
      const session = await primary.connect({ database: 'shop' });
      const since = performance.now();
      await session.script('BEGIN');
      await session.query('SELECT txid_current()');
      const page = await paged('PostgresIdleInTransaction', 'orders', since);
      expect(page.payload?.summary).toMatch(/^CRITICAL orders: a session of shop has been idle/);
      expect(page.payload?.custom_details).toMatchObject({ limit: '4s' });
      await session.close();
      await resolved(page);
    });

    test('an archive command that fails', async () => {
      const since = performance.now();
      await archiveBy('/bin/false');
      const page = await paged('PostgresArchivingFailing', 'orders', since);
      expect(page.payload).toMatchObject({ severity: 'critical', group: 'storage' });
      expect(page.payload?.custom_details?.look).toContain('FROM pg_stat_archiver');
      await archiveBy('/bin/true');
      await resolved(page);
    });

    test('replication that is cut, and then a server that is stopped and says nothing else', async () => {
      const since = performance.now();
      const [row] = await standby.execute("SELECT current_setting('primary_conninfo')");
      await follow('host=127.0.0.1 port=1');
      const page = await paged('PostgresStandbyReceiverDown', 'standby', since);
      expect(page.payload).toMatchObject({ severity: 'critical', group: 'replication' });
      await follow(row?.[0] ?? '');
      await resolved(page);

      const stopped = performance.now();
      await standby.stop();
      const down = await paged('PostgresServerDown', 'standby', stopped);
      expect(down.payload?.summary).toBe('CRITICAL standby is down');
      await standby.start();
      await resolved(down);
    });
  },
);

describe('when all is over', () => {
  test('no page came twice while its incident was open, and none that nobody expected', () => {
    const events = stack.receivers.pagerduty;
    const keys = new Set(events.map(({ dedup_key }) => dedup_key));
    for (const key of keys) {
      const actions = events.filter(({ dedup_key }) => dedup_key === key);
      // A machine that is too busy to answer a scrape ends an alert and begins it anew.
      const turns = actions.map((_, index) => (index % 2 === 0 ? 'trigger' : 'resolve'));
      const [first] = actions;
      expect(
        actions.map(({ event_action }) => event_action),
        first?.payload?.summary,
      ).toEqual(turns);
    }
    const triggers = events.filter((event) => event.event_action === 'trigger');
    expect(triggers.every(({ payload }) => payload?.severity === 'critical')).toBe(true);
    const others = triggers.filter(({ payload }) => !EXPECTED.has(payload?.class ?? ''));
    expect(others.map(({ payload }) => payload?.summary)).toEqual([]);
    process.stdout.write(`${keys.size} incidents by ${triggers.length} pages\n`);
  });

  test('warnings were quiet while their criticals fired, and went to Slack and by e-mail', () => {
    const { mails, slack } = stack.receivers;
    const titles = slack.flatMap(({ attachments }) => attachments.map(({ title }) => title));
    process.stdout.write(`${slack.length} messages to Slack, ${mails.length} mails:\n`);
    for (const title of titles) process.stdout.write(`  ${title}\n`);
    expect(titles.filter((title) => title.startsWith('CRITICAL'))).toEqual([]);
    expect(mails.map(({ text }) => text.includes('</html>'))).not.toContain(false);
    const problems = stack.alertmanager.log().match(/^.* level=(?:warn|error) .*$/gm);
    expect(problems).toBeNull();
  });
});

const EXPECTED: ReadonlySet<string> = new Set([
  'PostgresArchivingFailing',
  'PostgresConnectionsUsed',
  'PostgresCoreIndexUsage',
  'PostgresIdleInTransaction',
  'PostgresQueryP99OfTarget',
  // Quiet as long as the one above pages.
  'PostgresQueryMeanSingle',
  'PostgresQueryP99Single',
  'PostgresServerDown',
  // The primary says so, too.
  'PostgresStandbyMissing',
  'PostgresStandbyReceiverDown',
]);

async function paged(alert: string, target: string, since: number): Promise<PagerDutyEvent> {
  const page = await stack.page(alert, target);
  report(`${alert}: paged`, since);
  return page;
}

async function resolved(page: PagerDutyEvent): Promise<void> {
  const repair = performance.now();
  await stack.resolution(page);
  report(`${page.payload?.class}: resolved`, repair);
}

async function eventuallyInhibited(alert: string): Promise<void> {
  const filter = `filter=alertname=${alert}&filter=severity=critical`;
  const inhibited = async () => {
    const response = await fetch(`${stack.alertmanager.url}/api/v2/alerts?${filter}`);
    const [found] = (await response.json()) as { status: { inhibitedBy: string[] } }[];
    return (found?.status.inhibitedBy.length ?? 0) > 0;
  };
  expect(await waitUntil(inhibited, { timeoutMs: 40_000, intervalMs: 200 }), alert).toBe(true);
}

function report(what: string, since: number): void {
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  process.stdout.write(`${what} after ${seconds} s\n`);
}

/** Until few are left for ordinary roles. */
async function useUpConnections(): Promise<readonly Connection[]> {
  const sessions: Connection[] = [];
  const used = async () => {
    const [row] = await primary.execute(`SELECT count(*) FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND usename <> '${USER}'`);
    return Number(row?.[0]);
  };
  // Three are for superusers, and three for the exporter, which is to see what happens. What counts
  // them takes one itself.
  await waitUntil(
    async () => {
      if ((await used()) > CONNECTIONS - 7) return true;
      sessions.push(await primary.connect());
      return false;
    },
    { timeoutMs: 20_000, intervalMs: 0 },
  );
  return sessions;
}

async function archiveBy(command: string): Promise<void> {
  await primary.execute(`ALTER SYSTEM SET archive_command = '${command}'`);
  await primary.execute('SELECT pg_reload_conf()');
  await primary.execute("SELECT pg_logical_emit_message(false, 'test', 'something to archive')");
  await primary.execute('SELECT pg_switch_wal()');
}

async function follow(conninfo: string): Promise<void> {
  const quoted = conninfo.replaceAll("'", "''");
  await standby.execute(`ALTER SYSTEM SET primary_conninfo = '${quoted}'`);
  await standby.execute('SELECT pg_reload_conf()');
}
