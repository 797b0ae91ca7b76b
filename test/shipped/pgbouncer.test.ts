import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/target/connect.ts';
import type { Connection } from '../../src/target/connection.ts';
import { startPgbouncer } from '../helpers/pgbouncer.ts';
import { sharedServer } from '../helpers/shared.ts';
import { shippedQueries } from '../helpers/shipped-queries.ts';
import { ROLES, SUPERUSER } from '../helpers/test-roles.ts';
import { startExporter } from '../http/running-exporter.ts';
import { type ParsedFamily, parsePage } from '../metrics/parse-page.ts';
import { checkMetrics } from '../prometheus/promtool.ts';

type Page = ReadonlyMap<string, ParsedFamily>;

const SHOP = { database: 'shop', user: 'plain' };
const server = sharedServer(18);

/** Columns that came after Debian 12's PgBouncer 1.18. */
const LATER: ReadonlySet<string> = new Set([
  'pgbouncer_stats_totals server_assignment_count',
  'pgbouncer_stats_totals client_parse_count',
  'pgbouncer_stats_totals server_parse_count',
  'pgbouncer_stats_totals bind_count',
  'pgbouncer_databases max_client_connections',
  'pgbouncer_databases current_client_connections',
  'pgbouncer_config max_prepared_statements',
]);

describe('the console of a PgBouncer', () => {
  test('gives every declared column of its version, and nothing fails or is dropped', async () => {
    const { client, page } = await monitored();
    await (await client()).query('SELECT 1');
    const families = await page();
    const of = (name: string) => families.get(name)?.samples ?? [];
    expect(of('pg_up').map(({ value }) => value)).toEqual(['1']);
    expect(of('pgvitals_query_success').filter(({ value }) => value !== '1')).toEqual([]);
    expect(of('pgvitals_query_dropped_series_total')).toEqual([]);
    expect(of('pgvitals_duplicate_series')).toEqual([]);
    const version = of('pgbouncer_version_info')[0]?.labels.version ?? '';
    expect(version).toMatch(/^PgBouncer 1\.\d+/);
    const isOld = Number(version.split('.')[1]) < 19;
    const skipped = of('pgvitals_query_skipped').map(({ labels }) => labels.query);
    expect(skipped).toEqual(isOld ? ['pgbouncer_databases_reserve'] : []);
    const declared = (await consoleQueries()).filter(({ id }) => !skipped.includes(id));
    const missing = declared.flatMap(({ columns, id }) =>
      columns
        .filter(({ name, usage }) => usage !== 'LABEL' && !families.get(name)?.samples.length)
        .map(({ column }) => `${id} ${column}`),
    );
    if (isOld) expect(new Set(missing)).toEqual(LATER);
    else expect(missing.filter((column) => !LATER.has(column))).toEqual([]);
  });

  test('has labels and types that its users know', async () => {
    const { client, page } = await monitored();
    await (await client()).query('SELECT 1');
    const families = await page();
    const one = (name: string, database: string) =>
      families.get(name)?.samples.find(({ labels }) => Object.values(labels).includes(database));
    expect(one('pgbouncer_pools_client_active_connections', 'shop')?.labels).toEqual(SHOP);
    expect(one('pgbouncer_databases_pool_size', 'shop')).toMatchObject({
      value: '1',
      labels: {
        name: 'shop',
        host: server.host,
        port: String(server.port),
        database: 'postgres',
        force_user: '',
        pool_mode: '',
      },
    });
    expect(one('pgbouncer_databases_paused', 'shop')?.value).toBe('0');
    expect(value(families, 'pgbouncer_config_max_client_connections')).toBe(100);
    expect(value(families, 'pgbouncer_config_default_pool_size')).toBe(7);
    expect(value(families, 'pgbouncer_config_query_wait_timeout_seconds')).toBe(120);
    // pgbouncer itself, postgres by the start of it, and shop.
    expect(value(families, 'pgbouncer_databases')).toBe(3);
    expect(value(families, 'pgbouncer_used_clients')).toBe(2);
    const types = [...families.values()].filter(({ name }) => name.startsWith('pgbouncer_'));
    for (const { name, type } of types) {
      expect([name, type]).toEqual([name, name.endsWith('_total') ? 'counter' : 'gauge']);
    }
  });

  test('shows a client that holds the only connection, and how long another one waits', async () => {
    const { client, page } = await monitored();
    const [holder, waiter] = [await client(), await client()];
    await holder.script('BEGIN; SELECT 1');
    const waiting = waiter.query('SELECT 2');
    const pool = async () => {
      const families = await page();
      return ['client_active', 'client_waiting', 'server_active', 'server_idle'].map((kind) =>
        value(families, `pgbouncer_pools_${kind}_connections`, SHOP),
      );
    };
    await expect.poll(pool).toEqual([1, 1, 1, 0]);
    const maxWait = async () =>
      value(await page(), 'pgbouncer_pools_client_maxwait_seconds', SHOP) ?? 0;
    await expect.poll(maxWait, { timeout: 5000 }).toBeGreaterThanOrEqual(1);
    await holder.script('COMMIT');
    expect((await waiting).rows).toEqual([['2']]);
    await expect.poll(pool).toEqual([2, 0, 0, 1]);
    const families = await page();
    expect(value(families, 'pgbouncer_pools_client_maxwait_seconds', SHOP)).toBe(0);
    const waited = value(families, 'pgbouncer_stats_totals_client_wait_seconds_total', {
      database: 'shop',
    });
    expect(waited).toBeGreaterThan(1);
    expect(waited).toBeLessThan(30);
  });

  test('counts transactions and statements, and the counters only rise', async () => {
    const { client, page } = await monitored();
    const session = await client();
    const totals = (families: Page) =>
      [...families.values()]
        .filter(({ name }) => name.startsWith('pgbouncer_stats_totals_'))
        .map(({ name }) => [name, value(families, name, { database: 'shop' }) ?? 0] as const);
    await session.query('SELECT 1');
    const before = new Map(totals(await page()));
    await session.script('BEGIN; SELECT 1; COMMIT');
    await session.script('SELECT pg_sleep(0.2)');
    const after = new Map(totals(await page()));
    const rise = (name: string) =>
      (after.get(`pgbouncer_stats_totals_${name}`) ?? 0) -
      (before.get(`pgbouncer_stats_totals_${name}`) ?? 0);
    expect(rise('sql_transactions_pooled_total')).toBe(2);
    expect(rise('queries_pooled_total')).toBe(2);
    expect(rise('queries_duration_seconds_total')).toBeGreaterThan(0.19);
    expect(rise('queries_duration_seconds_total')).toBeLessThan(30);
    expect(rise('received_bytes_total')).toBeGreaterThan(0);
    for (const [name, count] of after)
      expect(count, name).toBeGreaterThanOrEqual(before.get(name) ?? 0);
  });

  test('shows a database that is paused or disabled', async () => {
    const { client, command, page } = await monitored();
    await (await client()).query('SELECT 1');
    const state = async () => {
      const families = await page();
      return ['paused', 'disabled'].map((name) =>
        value(families, `pgbouncer_databases_${name}`, { name: 'shop' }),
      );
    };
    expect(await state()).toEqual([0, 0]);
    await command('PAUSE shop');
    expect(await state()).toEqual([1, 0]);
    await command('DISABLE shop');
    expect(await state()).toEqual([1, 1]);
    await command('RESUME shop');
    await command('ENABLE shop');
    expect(await state()).toEqual([0, 0]);
  });

  test('gives a page that promtool accepts', async () => {
    const { text } = await monitored();
    const complaints = (await checkMetrics(await text())).filter((line) => /pgbouncer/.test(line));
    expect(complaints).toEqual([]);
  });
});

/** The shipped catalog on a PgBouncer of its own, with pools of 7, but for shop. */
async function monitored() {
  const pgbouncer = await startPgbouncer(server, 7);
  const { password, user } = ROLES.pgvitals;
  const target = { kind: 'pgbouncer', host: '127.0.0.1', port: pgbouncer.port, user, password };
  const exporter = await startExporter({ targets: { pool: target } });
  onTestFinished(() => exporter[Symbol.asyncDispose]());
  const text = () => exporter.page('/probe?target=pool');
  const open = async (login: { user: string; password: string }, database: string, more = {}) =>
    await connect({
      ...server.connectOptions({ ...login, database }),
      port: pgbouncer.port,
      ...more,
    });
  return {
    text,
    page: async (): Promise<Page> => parsePage(await text()),
    client: () => closedAtEnd(open(ROLES.plain, 'shop')),
    command: async (sql: string) => {
      const session = await open(SUPERUSER, 'pgbouncer', { console: true });
      await session.script(sql);
      await session.close();
    },
  };
}

async function closedAtEnd(opening: Promise<Connection>): Promise<Connection> {
  const session = await opening;
  onTestFinished(() => session.close());
  return session;
}

async function consoleQueries() {
  return (await shippedQueries()).filter(({ scope }) => scope === 'pgbouncer');
}

function value(
  families: Page,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const found = (families.get(name)?.samples ?? []).filter((sample) =>
    Object.entries(labels).every(([label, text]) => sample.labels[label] === text),
  );
  if (found.length > 1) throw new Error(`Several samples of ${name}: ${JSON.stringify(found)}`);
  return found[0] === undefined ? undefined : Number(found[0].value);
}
