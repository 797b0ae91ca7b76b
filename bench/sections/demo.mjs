import { demoServer } from '../lib/demo-server.mjs';
import { startPeer, startPgvitals } from '../lib/exporters.mjs';
import { countSeries, timePage } from '../lib/get-page.mjs';
import { memoryMb } from '../lib/process-usage.mjs';
import { atMost } from '../lib/report.mjs';
import { median, slope, spread } from '../lib/statistics.mjs';

export const demo = {
  title: 'the server of the demo under its workload, shipped catalog',
  programs: ['prometheus-postgres-exporter'],
  run,
};

const WARM_UP = 5;
const PAGES_PER_ROUND = 10;
const SCRAPES = 1000;
const WATCHED = 500;

async function run({ rounds }, log) {
  const server = await demoServer(log);
  try {
    return [...(await besidePeer(server, rounds, log)), ...(await memoryOf(server, log))];
  } finally {
    await server.remove();
  }
}

async function besidePeer(server, rounds, log) {
  const ours = await startPgvitals(server.monitorUrl);
  const peer = await startPeer(server.monitorUrl);
  try {
    const took = { ours: [], peer: [] };
    for (const { url } of [ours, peer]) await pages(url, WARM_UP);
    for (let round = 0; round < rounds; round++) {
      took.ours.push(...(await pages(ours.url, PAGES_PER_ROUND)));
      took.peer.push(...(await pages(peer.url, PAGES_PER_ROUND)));
    }
    const series = { ours: await countSeries(ours.url), peer: await countSeries(peer.url) };
    log(`Series: ${series.ours} here, ${series.peer} there.`);
    const perSeries = (side) => (median(took[side]) * 1000) / series[side];
    return [
      atMost(40, {
        what: 'median /metrics',
        value: median(took.ours),
        unit: ' ms',
        digits: 1,
        detail: `${spread(took.ours, 'ms', 1)}, ${series.ours} series`,
      }),
      atMost(1, {
        what: 'time per series / peer',
        value: perSeries('ours') / perSeries('peer'),
        detail: `${perSeries('ours').toFixed(1)} us / ${perSeries('peer').toFixed(1)} us (${spread(took.peer, 'ms', 1)}, ${series.peer} series)`,
      }),
    ];
  } finally {
    await Promise.all([ours.stop(), peer.stop()]);
  }
}

/** A process of its own that does nothing but the scrapes that are counted. */
async function memoryOf(server, log) {
  const exporter = await startPgvitals(server.monitorUrl);
  try {
    log(`${SCRAPES} scrapes for the memory.`);
    const resident = [];
    for (let scrape = 0; scrape < SCRAPES; scrape++) {
      await timePage(exporter.url, { gzip: true });
      resident.push((await memoryMb(exporter.pid)).now);
    }
    const watched = resident.slice(-WATCHED);
    const growth = slope(floors(watched)) * (WATCHED / BLOCK);
    return [
      atMost(110, {
        what: `memory after ${SCRAPES} scrapes`,
        value: resident.at(-1),
        unit: ' MB',
        digits: 1,
        detail: `${resident[0].toFixed(1)} MB after the first, ${Math.max(...resident).toFixed(1)} MB at most`,
      }),
      atMost(GROWTH_LIMIT_MB, {
        what: `growth over the last ${WATCHED}`,
        value: growth,
        unit: ' MB',
        detail: `of the least of each ${BLOCK} scrapes, by least squares; ${spread(watched, 'MB', 1)}`,
      }),
    ];
  } finally {
    await exporter.stop();
  }
}

/** Memory goes up and down with every collection of garbage: what counts is what stays after one. */
function floors(values) {
  const blocks = Array.from({ length: values.length / BLOCK }, (_, index) =>
    values.slice(index * BLOCK, (index + 1) * BLOCK),
  );
  return blocks.map((block) => Math.min(...block));
}

const BLOCK = 50;
/** Less than this is no growth. */
const GROWTH_LIMIT_MB = 3;

async function pages(url, count) {
  const took = [];
  for (let page = 0; page < count; page++) took.push((await timePage(url)).ms);
  return took;
}
