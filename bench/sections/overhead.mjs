import { findBinaries } from '../../dist/demo/embedded/find-binaries.js';
import { startEmbeddedServer } from '../../dist/demo/embedded/start-embedded-server.js';
import { serverUrl } from '../lib/cached-server.mjs';
import { startPgvitals } from '../lib/exporters.mjs';
import { timePage } from '../lib/get-page.mjs';
import { pgbenchInit, pgbenchTps } from '../lib/pgbench.mjs';
import { atLeast } from '../lib/report.mjs';
import { median, spread } from '../lib/statistics.mjs';

export const overhead = {
  title: 'transactions per second of pgbench with a scrape every 5 s and without',
  programs: ['pgbench'],
  run,
};

const SCRAPE_EVERY_MS = 5000;

async function run({ rounds }, log) {
  const server = await startEmbeddedServer({
    binaries: await findBinaries(),
    name: 'bench',
    settings: SETTINGS,
  });
  const url = serverUrl(server);
  const exporter = await startPgvitals(url);
  try {
    log('Filling the tables of pgbench, scale 10.');
    await pgbenchInit(url);
    await timePage(exporter.url);
    await pgbenchTps(url);
    const pairs = [];
    for (let round = 0; round < rounds; round++) {
      pairs.push(await pair(url, exporter, round % 2 === 0));
      const { with: scraped, without } = pairs.at(-1);
      log(
        `pair ${round + 1} of ${rounds}: ${scraped.toFixed(0)} with, ${without.toFixed(0)} without.`,
      );
    }
    const ratios = pairs.map((one) => one.with / one.without);
    return [
      atLeast(0.98, {
        what: 'transactions with / without scrapes',
        value: median(ratios),
        detail: `ratios ${spread(ratios, '', 3)}; ${spread(
          pairs.map((one) => one.with),
          'tps',
        )} / ${spread(
          pairs.map((one) => one.without),
          'tps',
        )}`,
      }),
    ];
  } finally {
    await exporter.stop();
    await server.remove();
  }
}

/** No disk in the way: the processor is what both compete for. */
const SETTINGS = {
  shared_preload_libraries: 'pg_stat_statements',
  fsync: 'off',
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '30min',
};

/** One run with and one without, in turns with which comes first, as the tables grow slowly. */
async function pair(url, exporter, scrapedFirst) {
  const measured = {};
  for (const scraped of [scrapedFirst, !scrapedFirst]) {
    measured[scraped ? 'with' : 'without'] = scraped
      ? await whileScraping(exporter, () => pgbenchTps(url))
      : await pgbenchTps(url);
  }
  return measured;
}

/** Scrapes in the middle of each interval, so that every run has the same number of them. */
async function whileScraping({ url }, work) {
  const pages = [];
  let halves = 0;
  const timer = setInterval(() => {
    halves += 1;
    if (halves % 2 === 1) pages.push(timePage(url, { gzip: true }));
  }, SCRAPE_EVERY_MS / 2);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await Promise.all(pages);
  }
}
