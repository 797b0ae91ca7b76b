import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SHIPPED_CATALOG } from '../../src/catalog/load.ts';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { localPrometheus } from '../../src/stack/local-prometheus.ts';
import type { Limits } from '../../src/thresholds/threshold.ts';
import type { Listening } from '../helpers/run-listening.ts';
import { type RunningExporter, startExporter } from '../http/running-exporter.ts';
import { type RunningPrometheus, runPrometheus } from '../prometheus/run-prometheus.ts';
import { acceleratedRules } from './accelerated-rules.ts';
import { type PagerDutyEvent, type Receivers, startReceivers } from './receivers.ts';
import { runAlertmanager } from './run-alertmanager.ts';
import { type AlertmanagerYaml, SHIPPED, shippedAlertmanager } from './shipped-alertmanager.ts';

/** Exporter, Prometheus, Alertmanager with the shipped files, and who is paged. */
export interface PagingStack extends AsyncDisposable {
  /** With the accelerated rules in a folder of it. */
  readonly folder: string;
  readonly exporter: RunningExporter;
  readonly prometheus: RunningPrometheus;
  readonly alertmanager: Listening;
  readonly receivers: Receivers;
  /** Waits until this alert of this target is sent to PagerDuty. */
  page(alert: string, target: string): Promise<PagerDutyEvent>;
  /** Waits until PagerDuty is told that it is over. */
  resolution(page: PagerDutyEvent): Promise<PagerDutyEvent>;
}

export interface PagingOptions {
  /** Targets of pgvitals.yaml. */
  readonly targets: Readonly<Record<string, unknown>>;
  /** Limits that a test cannot wait for, by the name of the threshold. */
  readonly limits?: Readonly<Record<string, Limits>>;
  readonly change?: (config: AlertmanagerYaml) => void;
  /** Further parts of prometheus.yml. */
  readonly prometheus?: Readonly<Record<string, unknown>>;
}

const LIMIT_MS = 60_000;

export async function startPagingStack(options: PagingOptions): Promise<PagingStack> {
  const cleanups: (() => Promise<unknown>)[] = [];
  const dispose = async () => {
    for (const cleanup of cleanups.toReversed()) await cleanup();
  };
  const owned = <T extends AsyncDisposable>(one: T): T => {
    cleanups.push(() => one[Symbol.asyncDispose]() as Promise<unknown>);
    return one;
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'pgvt-paging-'));
    cleanups.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const receivers = owned(await startReceivers());
    const { change } = options;
    await shippedAlertmanager(receivers, { folder, ...(change === undefined ? {} : { change }) });
    const alertmanager = owned(await runAlertmanager(folder));
    const exporter = owned(await exporterOf(options.targets));
    await acceleratedRules(join(folder, 'rules'), options.limits);
    const addresses = {
      pgvitals: `127.0.0.1:${exporter.port}`,
      alertmanager: alertmanager.address,
    };
    const shipped = await readFile(join(SHIPPED, 'prometheus.yml'), 'utf8');
    const { global, scrape_configs, ...parts } = parse(
      localPrometheus(shipped, addresses, folder),
    ) as Readonly<Record<string, never>>;
    const quick = { scrape_interval: '3s', scrape_timeout: '3s', evaluation_interval: '1s' };
    const prometheus = owned(
      await runPrometheus(scrape_configs ?? [], {
        global: { ...(global as object | undefined), ...quick },
        ...parts,
        ...options.prometheus,
      }),
    );
    return {
      folder,
      exporter,
      prometheus,
      alertmanager,
      receivers,
      page: (alert, target) =>
        eventually(`page ${alert} of ${target}`, receivers, ({ event_action, payload }) => {
          const { class: name, component } = payload ?? {};
          return event_action === 'trigger' && name === alert && component === target;
        }),
      resolution: ({ dedup_key }) =>
        eventually(
          `end of ${dedup_key}`,
          receivers,
          (event) => event.event_action === 'resolve' && event.dedup_key === dedup_key,
        ),
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** With the shipped catalog, of which nothing is kept for longer than two seconds. */
async function exporterOf(targets: PagingOptions['targets']): Promise<RunningExporter> {
  const catalog = (await readFile(SHIPPED_CATALOG, 'utf8')).replace(/^ {2}ttl: .*$/gm, '  ttl: 2s');
  const exporter = await startExporter(
    {
      targets,
      default_target: 'none',
      limits: { scrape_timeout_offset: '200ms' },
      catalog: { shipped: false, files: ['queries.yaml'] },
    },
    { files: { 'queries.yaml': catalog } },
  );
  // The first look at a server that has just started takes longer than Prometheus may wait here.
  for (const name of Object.keys(targets)) await exporter.page(`/probe?target=${name}`);
  return exporter;
}

async function eventually(
  what: string,
  { mails, pagerduty, slack }: Receivers,
  isIt: (event: PagerDutyEvent) => boolean,
): Promise<PagerDutyEvent> {
  const found = await waitUntil(() => pagerduty.find(isIt), {
    timeoutMs: LIMIT_MS,
    intervalMs: 50,
  });
  if (found !== undefined) return found;
  const events = pagerduty.map(
    ({ event_action, payload }) => `${event_action} ${payload?.summary}`,
  );
  throw new Error(
    `No ${what} in ${LIMIT_MS / 1000} s; there were\n${events.join('\n')}\n${slack.length} messages to Slack and ${mails.length} mails.`,
  );
}
