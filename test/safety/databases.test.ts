import { describe, expect, onTestFinished, test } from 'vitest';
import { elapsed } from '../helpers/elapsed.ts';
import { openTarget } from '../helpers/open-target.ts';
import { failuresOf, pageOf, samples, skippedOf, upOf } from '../helpers/page.ts';
import { gauge } from '../helpers/parse-queries.ts';
import { sharedServer } from '../helpers/shared.ts';

const WHERE = gauge('q', 'SELECT 1 AS value', { scope: 'database' });
const ODD = [
  'Sales 2026',
  "it's",
  'quo"te',
  'zürich 東京 🐘',
  'UPPER',
  'back\\slash',
  '%s',
  '{}',
  'a=b,c',
  'host=evil',
  'x?y#z/@',
];

describe.each([13, 18] as const)('on PostgreSQL %i', (major) => {
  const server = sharedServer(major);

  test('databases of any name are looked into, each under its own name', async () => {
    // PostgreSQL 13 takes long to create a database.
    const databases = major === 13 ? ODD.slice(0, 3) : ODD;
    for (const name of databases) await created(name);
    const warnings: Error[] = [];
    const warn = (warning: Error) => warnings.push(warning);
    process.on('warning', warn);
    onTestFinished(() => void process.off('warning', warn));
    const result = await openTarget(server, { databases, queries: WHERE }).scrape();
    expect(skippedOf(result)).toEqual([]);
    expect(warnings).toEqual([]);
    const page = pageOf(result);
    for (const name of databases) {
      const label = name.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
      expect(page).toContain(`\nq_value{datname="${label}"} 1\n`);
    }
  });

  test('a database that is dropped is not asked for any more', async () => {
    const name = await server.createDatabase();
    let asked = 0;
    const connection = () => {
      asked += 1;
      return {};
    };
    const target = openTarget(server, { databases: [name], queries: WHERE, connection });
    for (let scrape = 0; scrape < 2; scrape++) await target.scrape();
    await server.dropDatabase(name);
    await target.scrape();
    asked = 0;
    for (let scrape = 0; scrape < 3; scrape++) await target.scrape();
    // Once for the address in each scrape, and never for a session.
    expect(asked).toBe(3);
  });

  test('a database of an odd name can be the main one', async () => {
    const database = await created(`Main "one", 東京 ${major}`);
    const result = await openTarget(server, { database, queries: WHERE }).scrape();
    expect(Object.keys(samples(result, 'q_value'))).toHaveLength(1);
  });

  test('templates, databases without connections and those without the privilege are left out', async () => {
    const names = { template: await created(), closed: await created(), denied: await created() };
    await server.execute(`ALTER DATABASE ${names.template} IS_TEMPLATE true`);
    await server.execute(`ALTER DATABASE ${names.closed} ALLOW_CONNECTIONS false`);
    await server.execute(`REVOKE CONNECT ON DATABASE ${names.denied} FROM PUBLIC`);
    const databases = [...Object.values(names), 'template0', 'template1'];
    const result = await openTarget(server, { databases, queries: WHERE }).scrape();
    await server.execute(`ALTER DATABASE ${names.template} IS_TEMPLATE false`);
    expect(samples(result, 'q_value')).toEqual({ 'datname="postgres"': '1' });
    expect(skippedOf(result)).toEqual([]);
  });

  test('a database that is created later is picked up, one that is dropped goes away', async () => {
    const name = `later_${major}`;
    const target = openTarget(server, { databases: [name], queries: WHERE });
    expect(Object.keys(samples(await target.scrape(), 'q_value'))).toHaveLength(1);
    await server.createDatabase(name);
    expect(Object.keys(samples(await target.scrape(), 'q_value'))).toHaveLength(2);
    await server.execute(`DROP DATABASE ${name}`);
    const result = await target.scrape();
    expect(samples(result, 'q_value')).toEqual({ 'datname="postgres"': '1' });
    expect(failuresOf(result)).toEqual({});
  });

  test('somebody else can drop a database while the exporter runs', async () => {
    const name = await server.createDatabase();
    const queries = gauge('q', 'SELECT 1 AS value FROM pg_sleep(0.1)', { scope: 'database' });
    const target = openTarget(server, { databases: [name], queries });
    let on = true;
    const scraping = (async () => {
      while (on) expect(upOf(await target.scrape())).toBe('1 ok');
    })();
    await expect.poll(() => target.scrapes()).toBeGreaterThan(1);
    const { ms } = await elapsed(() => server.execute(`DROP DATABASE ${name}`));
    on = false;
    await scraping;
    expect(ms).toBeLessThan(4000);
  });

  test('a database that is dropped by force in the middle of its query costs only its own rows', async () => {
    const name = await server.createDatabase();
    const queries = gauge(
      'q',
      `SELECT 1 AS value FROM pg_sleep(CASE WHEN current_database() = '${name}' THEN 5 ELSE 0 END)`,
      {
        scope: 'database',
        timeout: '8s',
      },
    );
    const target = openTarget(server, { databases: [name], queries });
    const scrape = target.scrape();
    await expect.poll(() => sleeping(target.applicationName)).toBe(1);
    await server.dropDatabase(name);
    const result = await scrape;
    expect(upOf(result)).toBe('1 ok');
    expect(samples(result, 'q_value')).toEqual({ 'datname="postgres"': '1' });
    expect(Object.keys(failuresOf(result))).toEqual([`q ${name} shutting_down`]);
    expect(failuresOf(await target.scrape())).toEqual({ [`q ${name} shutting_down`]: '1' });
  });

  async function created(name?: string): Promise<string> {
    const database = await server.createDatabase(name);
    onTestFinished(() => server.dropDatabase(database));
    return database;
  }

  async function sleeping(applicationName: string): Promise<number> {
    const rows = await server.execute(
      `SELECT 1 FROM pg_stat_activity WHERE application_name = '${applicationName}' AND wait_event = 'PgSleep'`,
    );
    return rows.length;
  }
});
