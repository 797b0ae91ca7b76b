import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pg from 'pg';
import { loadCatalog, SHIPPED_CATALOG } from '../../dist/catalog/load.js';
import { configSchema } from '../../dist/config/schema.js';
import { statementOptions } from '../../dist/config/statement-options.js';
import { statementTracker } from '../../dist/statements/statement-tracker.js';
import { cachedServer, serverUrl } from '../lib/cached-server.mjs';
import { atMost } from '../lib/report.mjs';
import { median, spread } from '../lib/statistics.mjs';

export const statements = {
  title: 'following 10,000 statements of pg_stat_statements',
  programs: [],
  run,
};

const ROUNDS = 31;

async function run(_input, log) {
  const server = await cachedServer({
    name: 'statements',
    settings: {
      shared_preload_libraries: 'pg_stat_statements',
      'pg_stat_statements.max': 10_000,
      'pg_stat_statements.track_utility': 'off',
      fsync: 'off',
    },
    fill: () => undefined,
    log,
  });
  const client = new pg.Client({ connectionString: serverUrl(server) });
  await client.connect();
  try {
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    await client.query('SELECT pg_stat_statements_reset()');
    log('5,000 different statements.');
    await different(client, 0, 5000);
    const plain = 'SELECT * FROM pg_stat_statements(false)';
    const feed = await feedSql();
    const [ofPlain, ofFeed] = await serverTimes(client, [plain, feed]);
    log('10,000 different statements.');
    await different(client, 5000, 9900);
    return [
      atMost(2, {
        what: 'server time of the counters beyond SELECT * FROM pg_stat_statements(false), ms',
        value: ofFeed - ofPlain,
        detail: `5,000 entries: ${ofFeed.toFixed(1)} against ${ofPlain.toFixed(1)} ms`,
      }),
      ...(await following(client, feed, log)),
    ];
  } finally {
    await client.end();
    await server.stop();
  }
}

/** Statements that differ in the number of columns and of conditions. */
async function different(client, from, to) {
  for (let number = from; number < to; number++) {
    const columns = Array.from({ length: 1 + (number % 100) }, () => '1').join(', ');
    const conditions = Array.from({ length: 1 + Math.floor(number / 100) }, () => 'x = 1');
    await client.query(
      `SELECT ${columns} FROM (SELECT 1 AS x) s WHERE ${conditions.join(' AND ')}`,
    );
  }
}

async function feedSql() {
  const queries = await loadCatalog([SHIPPED_CATALOG]);
  const { variants } = queries.find(({ feed }) => feed === 'statements');
  return variants.at(-1).sql;
}

/** Medians of what PostgreSQL needs to run each and to write its rows as text, in milliseconds. */
async function serverTimes(client, texts) {
  const times = texts.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, sql] of texts.entries()) {
      const { rows } = await client.query(
        `EXPLAIN (ANALYZE, TIMING OFF, SERIALIZE TEXT, FORMAT JSON) ${sql}`,
      );
      times[index].push(rows[0]['QUERY PLAN'][0]['Execution Time']);
    }
  }
  return times.map(median);
}

async function following(client, feed, log) {
  const table = await tableOf(client, feed);
  const before = held();
  const { statements: config } = configSchema.parse({});
  let clock = 0;
  const tracker = statementTracker(statementOptions(config), {}, () => clock);
  for (let look = 0; look < 8; look++) {
    const { texts } = tracker.look(table);
    if (texts.length > 0) tracker.learnTexts(texts, await textsOf(client, texts));
    tracker.learnNames([]);
    tracker.finish();
    clock += 60_000;
  }
  const megabytes = (held() - before) / 1e6;
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    await different(client, round * 100, round * 100 + 100);
    const next = await tableOf(client, feed);
    const started = performance.now();
    tracker.look(next);
    tracker.finish();
    times.push(performance.now() - started);
    clock += 15_000;
  }
  log(`${table.rows.length} rows.`);
  return [
    atMost(20, {
      what: 'memory for 10,000 entries with their texts, MB',
      value: megabytes,
      detail: `${table.rows.length - 2} entries`,
    }),
    {
      what: 'time of the exporter for 10,000 entries, 100 of them changed',
      target: '',
      value: spread(times, 'ms', 1),
      ok: true,
      detail: '',
    },
  ];
}

async function tableOf(client, text) {
  const { fields, rows } = await client.query({ text, rowMode: 'array', types: AS_TEXT });
  return { columns: fields.map(({ name }) => name), rows };
}

async function textsOf(client, ids) {
  const text = 'SELECT queryid, left(query, 2000) FROM pg_stat_statements WHERE queryid = ANY ($1)';
  return (await client.query({ text, values: [ids], rowMode: 'array', types: AS_TEXT })).rows;
}

const AS_TEXT = { getTypeParser: () => (text) => text };

/** Bytes that are in use after a full garbage collection. */
function held() {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  collect();
  collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}
