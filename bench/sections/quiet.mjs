import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../dist/demo/embedded/free-port.js';
import { NO_LINKS } from '../../dist/prometheus/links.js';
import { ruleFiles } from '../../dist/prometheus/rule-files.js';
import { localPrometheus } from '../../dist/stack/local-prometheus.js';
import { chooseLimits } from '../../dist/thresholds/choose-limits.js';
import { loadThresholds } from '../../dist/thresholds/load-thresholds.js';
import { demoServer } from '../lib/demo-server.mjs';
import { startPgvitals } from '../lib/exporters.mjs';
import { startExporter } from '../lib/start-program.mjs';
import { temporaryFolder } from '../lib/temporary-folder.mjs';

export const quiet = {
  title: 'an hour of the healthy demo, in less time',
  programs: ['prometheus'],
  run,
};

const HOUR = 60;
const CONFIG = new URL('../../prometheus/prometheus.yml', import.meta.url);

/**
 * The workload, the ranges of the rules and the scrapes run as they do in production; only the
 * wait before an alert fires is shortened by as much as the hour is, which makes alerts likelier.
 */
async function run({ minutes }, log) {
  const faster = Math.max(1, HOUR / minutes);
  const folder = await temporaryFolder();
  const server = await demoServer(log);
  try {
    const config = await exporterConfig(folder.path, server.monitorUrl);
    const exporter = await startPgvitals(server.monitorUrl, { config });
    try {
      await writeRules(join(folder.path, 'rules'), faster);
      const prometheus = await startPrometheus(folder.path, new URL(exporter.url).host);
      try {
        return await watch(prometheus, minutes, faster, log);
      } finally {
        await prometheus.stop();
      }
    } finally {
      await exporter.stop();
    }
  } finally {
    await server.remove();
    await folder.remove();
  }
}

async function exporterConfig(folder, url) {
  const file = join(folder, 'pgvitals.yaml');
  const core = ['public.orders', 'public.order_items', 'public.customers', 'public.products'];
  const config = { targets: { shop: { url, core_tables: core } }, default_target: 'none' };
  await writeFile(file, JSON.stringify(config));
  return file;
}

async function writeRules(folder, faster) {
  await mkdir(folder);
  const thresholds = (await loadThresholds()).map((threshold) => ({
    ...threshold,
    forMs: Object.fromEntries(
      Object.entries(threshold.forMs).map(([severity, ms]) => [severity, Math.ceil(ms / faster)]),
    ),
  }));
  const options = { links: NO_LINKS, origin: 'For the benchmark.' };
  for (const { name, text } of ruleFiles(chooseLimits(thresholds), options)) {
    await writeFile(join(folder, name), text);
  }
}

async function startPrometheus(folder, pgvitals) {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const file = join(folder, 'prometheus.yml');
  const shipped = await readFile(fileURLToPath(CONFIG), 'utf8');
  await writeFile(file, localPrometheus(shipped, { pgvitals, localhost: address }, folder));
  const flags = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
    '--log.level=warn',
  ];
  const { stop } = await startExporter('prometheus', flags, { env: {}, port, ready: '/-/ready' });
  return { stop, url: `http://${address}` };
}

async function watch({ url }, minutes, faster, log) {
  for (let minute = 1; minute <= minutes; minute++) {
    await sleep(60_000);
    const now = await alerts(url, 'ALERTS');
    log(`${minute} min: ${now.length === 0 ? 'nothing' : now.join(', ')}`);
  }
  const seen = (severity) =>
    alerts(url, `max_over_time(ALERTS{severity="${severity}"}[${minutes + 1}m])`);
  const figures = [];
  for (const severity of ['critical', 'warning']) {
    const all = await seen(severity);
    const fired = all.filter((line) => line.endsWith('firing'));
    figures.push({
      what: `${severity} alerts in ${minutes} min, waits ${faster.toFixed(0)}x shorter`,
      target: '0',
      value: String(fired.length),
      ok: fired.length === 0,
      detail: all.length === 0 ? 'none was even pending' : all.join(', '),
    });
  }
  const info = await seen('info');
  figures.push({
    what: 'info alerts',
    target: 'any',
    value: String(info.length),
    ok: true,
    detail: info.join(', '),
  });
  return figures;
}

/** Alerts with what tells them apart, and their state. */
async function alerts(url, query) {
  const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { data } = await answer.json();
  return data.result.map(({ metric }) => {
    const { alertname, alertstate, class: name, datname, relname, severity } = metric;
    const of = [name, datname, relname].filter((part) => part !== undefined).join('/');
    return `${severity} ${alertname}${of === '' ? '' : ` (${of})`} ${alertstate}`;
  });
}
