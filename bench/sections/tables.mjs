import { serverUrl } from '../lib/cached-server.mjs';
import { startPeer, startPgvitals } from '../lib/exporters.mjs';
import { countSeries, timePage } from '../lib/get-page.mjs';
import { manyTables } from '../lib/many-tables.mjs';
import { cpuMs, memoryMb } from '../lib/process-usage.mjs';
import { startPsql } from '../lib/psql.mjs';
import { atMost } from '../lib/report.mjs';
import { median, spread } from '../lib/statistics.mjs';
import { tableQueries } from '../lib/table-queries.mjs';

export const tables = {
  title: 'the statistics of every table of a large database, beside prometheus-postgres-exporter',
  programs: ['prometheus-postgres-exporter', 'psql'],
  run,
};

/** Pages until compilers and caches have settled, as they have in an exporter that runs for days. */
const WARM_UP = 3;

async function run({ tables: count, rounds }, log) {
  const server = await manyTables(count, log);
  const url = serverUrl(server);
  const { sql, folder, queries, config } = await tableQueries(count, server.port);
  const ours = await startPgvitals(url, { config });
  const peer = await startPeer(url, { queries });
  const psql = await startPsql(url);
  try {
    await checkPages(ours, peer, log);
    await measure({ ours, peer, rounds: WARM_UP }, { gzip: true });
    const plain = await measure(
      { ours, peer, rounds, psql: () => psql.time(sql) },
      { gzip: false },
    );
    const memory = { ours: await memoryMb(ours.pid), peer: await memoryMb(peer.pid) };
    const packed = await measure({ ours, peer, rounds }, { gzip: true });
    const memoryPacked = { ours: await memoryMb(ours.pid), peer: await memoryMb(peer.pid) };
    return [
      ...figures('', plain, memory),
      against(plain),
      ...figures(', gzip', packed, memoryPacked),
    ];
  } finally {
    await Promise.all([ours.stop(), peer.stop(), psql.stop()]);
    await server.stop('fast');
    await folder.remove();
  }
}

/** Both give the same series, or the comparison is none. */
async function checkPages(ours, peer, log) {
  const counts = [];
  for (const { url } of [ours, peer]) counts.push(await countSeries(url, /^pg_stat_user_tables_/));
  log(`Series of pg_stat_user_tables: ${counts[0]} here, ${counts[1]} there.`);
  if (counts[0] === counts[1] && counts[0] > 0) return;
  throw new Error(`The pages differ; this exporter said:\n${ours.log.join('\n')}`);
}

async function measure({ ours, peer, psql, rounds }, options) {
  const took = { ours: [], peer: [], psql: [], oursCpu: [], peerCpu: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [name, exporter] of Object.entries({ ours, peer })) {
      const before = await cpuMs(exporter.pid);
      took[name].push((await timePage(exporter.url, options)).ms);
      took[`${name}Cpu`].push((await cpuMs(exporter.pid)) - before);
    }
    if (psql !== undefined) took.psql.push(await psql());
  }
  return took;
}

function figures(suffix, took, memory) {
  const ratio = (what, limit, ours, peer, unit) =>
    atMost(limit, {
      what: `${what} / peer${suffix}`,
      value: median(ours) / median(peer),
      detail: `${spread(ours, unit)} / ${spread(peer, unit)}`,
    });
  return [
    ratio('wall time', 0.3, took.ours, took.peer, 'ms'),
    ratio('CPU time', 0.25, took.oursCpu, took.peerCpu, 'ms'),
    ratio('peak memory', 0.6, [memory.ours.peak], [memory.peer.peak], 'MB'),
  ];
}

function against({ ours, psql }) {
  return atMost(2.5, {
    what: 'wall time / psql',
    value: median(ours) / median(psql),
    detail: `${spread(ours, 'ms')} / ${spread(psql, 'ms')}`,
  });
}
