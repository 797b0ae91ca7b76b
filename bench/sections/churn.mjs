import pg from 'pg';
import { loadCatalog, SHIPPED_CATALOG } from '../../dist/catalog/load.js';
import { configSchema } from '../../dist/config/schema.js';
import { statementOptions } from '../../dist/config/statement-options.js';
import { waitUntil } from '../../dist/demo/embedded/wait-until.js';
import { scrapeTarget } from '../../dist/scrape/scrape-target.js';
import { connect } from '../../dist/target/connect.js';
import { cachedServer, serverUrl } from '../lib/cached-server.mjs';

export const churn = {
  title:
    'an hour of churn: 240 scrapes, 3,000 statements for 1,000 places, resets, a crash, a restart',
  programs: [],
  run,
};

const SCRAPES = 240;
const POOL = 3000;
const EACH = 60;

async function run(_input, log) {
  const server = await cachedServer({
    name: 'statements',
    settings: {
      shared_preload_libraries: 'pg_stat_statements',
      'pg_stat_statements.max': 1000,
      fsync: 'off',
    },
    fill: () => undefined,
    log,
  });
  let admin = await open(serverUrl(server));
  await admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  await admin.query('DROP ROLE IF EXISTS churn_app');
  await admin.query("CREATE ROLE churn_app LOGIN SUPERUSER PASSWORD 'of-the-bench'");
  const appUrl = serverUrl({ ...server, user: 'churn_app', password: 'of-the-bench' });
  const clock = { skewMs: 0 };
  const target = await openTarget(server, clock);
  let app = await open(appUrl);
  const truth = { calls: 0, evictions: 0 };
  let counted = { calls: 0, seconds: 0 };
  let fell = 0;
  const look = async () => {
    clock.skewMs += 15_000;
    const { families } = await target.scrape({ timeoutMs: 10_000 });
    const now = totalsOf(families);
    if (now.calls < counted.calls || now.seconds < counted.seconds) fell += 1;
    counted = now;
  };
  try {
    await fill(admin);
    await look();
    await look();
    for (let scrape = 1; scrape <= SCRAPES; scrape++) {
      for (let number = 0; number < EACH; number++) {
        const statement = statementOf((scrape * 37 + number * number) % POOL);
        for (let call = 0; call < 3; call++) await app.query(statement);
        truth.calls += 3;
      }
      await look();
      if (scrape === 60) {
        await admin.query('SELECT pg_stat_statements_reset()');
        await fill(admin);
      }
      if (scrape % 50 === 0) {
        await admin.query(`SELECT pg_stat_statements_reset(userid, dbid, queryid)
          FROM pg_stat_statements WHERE userid = 'churn_app'::regrole ORDER BY calls DESC LIMIT 5`);
      }
      if (scrape === 150) {
        log('A backend is killed.');
        await crash(admin, app);
      }
      if (scrape === 200) {
        log('The server is restarted.');
        await Promise.all([admin.end(), app.end()]);
        await server.stop();
        await server.start();
      }
      if (scrape === 150 || scrape === 200) {
        [admin, app] = await reopen(serverUrl(server), appUrl);
        await fill(admin);
      }
      if (scrape % 60 === 0) log(`${scrape} of ${SCRAPES} scrapes, ${truth.calls} calls.`);
    }
    for (let last = 0; last < 4; last++) await look();
    const { rows } = await admin.query('SELECT dealloc FROM pg_stat_statements_info');
    return [
      {
        what: 'calls that the classes are off the truth',
        target: '0',
        value: String(counted.calls - truth.calls),
        ok: counted.calls === truth.calls,
        detail: `${counted.calls} counted, ${truth.calls} made, ${rows[0].dealloc} rounds of eviction since the crash`,
      },
      { what: 'totals that fell', target: '0', value: String(fell), ok: fell === 0, detail: '' },
    ];
  } finally {
    await target.close();
    await Promise.allSettled([admin.end(), app.end()]);
    await server.stop();
  }
}

async function open(url) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function openTarget(server, clock) {
  const queries = (await loadCatalog([SHIPPED_CATALOG])).filter(({ feed }) => feed !== undefined);
  const { statements } = configSchema.parse({});
  return scrapeTarget({
    name: 'churn',
    labels: {},
    queries,
    statements: statementOptions(statements),
    connect,
    connectOptions: async () => ({
      host: server.host,
      port: server.port,
      user: server.user,
      database: 'postgres',
      password: async () => server.password,
      tls: { mode: 'disable' },
      applicationName: 'pgvitals',
      connectTimeoutMs: 5000,
    }),
    wantsDatabase: () => false,
    limits: { connections: 3, connectionMaxAgeMs: 1e12 },
    now: () => performance.now() + clock.skewMs,
    log: { info: () => undefined, warn: () => undefined },
    onScrape: () => undefined,
  });
}

/**
 * Statements that are called once, by another role: they are evicted before those of the workload. A
 * statement that goes before anybody looked is nobody's to count.
 */
async function fill(admin) {
  for (let number = 0; number < 990; number++) await admin.query(`${statementOf(number)} LIMIT 1`);
}

function statementOf(number) {
  const columns = Array.from({ length: 1 + (number % 60) }, () => '1').join(', ');
  const conditions = Array.from({ length: 1 + Math.floor(number / 60) }, () => 'x = 1');
  return `SELECT ${columns} FROM (SELECT 1 AS x) s WHERE ${conditions.join(' AND ')}`;
}

function totalsOf(families) {
  const sum = (name) => {
    const { blocks } = families.find((family) => family.name === name) ?? { blocks: [] };
    return blocks
      .flatMap(({ labels, values }) =>
        labels.map((text, row) => (text.includes('user="churn_app"') ? Number(values[row]) : 0)),
      )
      .reduce((total, value) => total + value, 0);
  };
  return { calls: sum('pg_query_class_calls_total'), seconds: sum('pg_query_class_seconds_total') };
}

async function crash(admin, app) {
  const { rows } = await app.query('SELECT pg_backend_pid() AS pid /* pgvitals:bench */');
  await admin
    .query(`COPY (SELECT 1) TO PROGRAM 'cat > /dev/null; kill -9 ${rows[0].pid}'`)
    .catch(() => undefined);
}

async function reopen(adminUrl, appUrl) {
  let clients = [];
  await waitUntil(
    async () => {
      const opened = await Promise.allSettled([open(adminUrl), open(appUrl)]);
      clients = opened.map(({ value }) => value);
      return opened.every(({ status }) => status === 'fulfilled');
    },
    { timeoutMs: 20_000 },
  );
  return clients;
}
