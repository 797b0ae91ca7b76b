import pg from 'pg';
import { waitUntil } from '../../dist/demo/embedded/wait-until.js';
import { demoServer } from '../lib/demo-server.mjs';
import { startPgvitals } from '../lib/exporters.mjs';
import { timePage } from '../lib/get-page.mjs';
import { openFiles } from '../lib/process-usage.mjs';

export const soak = {
  title: '1,000 scrapes in a row leave nothing behind',
  programs: [],
  run,
};

const WARM_UP = 20;
const SCRAPES = 1000;
const SETTLE_LIMIT_MS = 20_000;
const KINDS = {
  sessions: 'sessions in PostgreSQL',
  files: 'open file handles',
  timers: 'timers',
  sockets: 'sockets',
  signals: 'abort signals',
  active: 'things that keep it running',
};

async function run(_input, log) {
  const server = await demoServer(log);
  const admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
  const exporter = await startPgvitals(server.monitorUrl, { reporter: true });
  try {
    await scrape(exporter, WARM_UP);
    const before = await settled(exporter, admin, undefined);
    log(`${SCRAPES} scrapes.`);
    await scrape(exporter, SCRAPES);
    const after = await settled(exporter, admin, before);
    return Object.entries(KINDS).map(([kind, what]) => ({
      what: `${what} left behind`,
      target: '0',
      value: String(Math.max(0, after[kind] - before[kind])),
      ok: after[kind] <= before[kind],
      detail: `${before[kind]} before, ${after[kind]} after`,
    }));
  } finally {
    await exporter.stop();
    await admin.end();
    await server.remove();
  }
}

async function scrape({ url }, count) {
  for (let page = 0; page < count; page++) await timePage(url, { gzip: page % 2 === 0 });
}

/** What it holds once that is not more than `goal`, or the last seen when it never gets there. */
async function settled(exporter, admin, goal) {
  let held = await holdings(exporter, admin);
  await waitUntil(
    async () => {
      held = await holdings(exporter, admin);
      return goal === undefined || Object.keys(KINDS).every((kind) => held[kind] <= goal[kind]);
    },
    { timeoutMs: SETTLE_LIMIT_MS, intervalMs: 1000 },
  );
  return held;
}

async function holdings({ child, pid }, admin) {
  const { rows } = await admin.query(
    "SELECT count(*)::int AS sessions FROM pg_stat_activity WHERE application_name = 'pgvitals'",
  );
  const [resources, files] = [await ask(child), await openFiles(pid)];
  return { ...resources, ...rows[0], files };
}

function ask(child) {
  return new Promise((resolve) => {
    child.once('message', resolve);
    child.send('report');
  });
}
