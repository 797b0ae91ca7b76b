import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { SHIPPED_CATALOG } from '../../src/catalog/load.ts';
import { freePort } from '../../src/demo/embedded/free-port.ts';
import { startPgbouncer } from '../helpers/pgbouncer.ts';
import { prometheusBinary } from '../helpers/prometheus-binary.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { ROLES } from '../helpers/test-roles.ts';
import { startExporter } from '../http/running-exporter.ts';
import { BUSY } from '../shipped/busy-server.ts';
import { backfill } from './backfill.ts';
import { type CleanUp, cleanUp } from './clean-up.ts';
import { startEverything } from './everything-server.ts';
import { type LivePrometheus, livePrometheus } from './live-prometheus.ts';
import { quickRules } from './quick-rules.ts';
import { saveBaseline } from './save-baseline.ts';

export interface LiveStack extends AsyncDisposable {
  readonly prometheus: LivePrometheus;
}

/**
 * The exporter with a primary, its standby and a PgBouncer on which everything happens,
 * node_exporter, and Prometheus with the shipped rules and a past of 30 days.
 */
export async function startLiveStack(
  wait: (prometheus: LivePrometheus) => Promise<void>,
): Promise<LiveStack> {
  const stack = cleanUp();
  try {
    const { primary, standby } = stack.use(await startEverything());
    const pgbouncer = await startPgbouncer(primary, 5);
    const login = { user: ROLES.pgvitals.user, database: 'postgres' };
    const pool = `postgresql://${ROLES.pgvitals.user}:${ROLES.pgvitals.password}@127.0.0.1:${pgbouncer.port}/pgbouncer?sslmode=disable`;
    const core_tables = ['public.*'];
    const baselines = await temporaryFolder();
    await saveBaseline(baselines, 'shop');
    const exporter = stack.use(
      await startExporter(
        {
          targets: {
            shop: { url: primary.uri(login), core_tables },
            'shop-standby': { url: standby.uri(login), core_tables },
            pool: { url: pool, kind: 'pgbouncer' },
          },
          default_target: 'none',
          catalog: { shipped: false, files: ['eager.yaml', 'failing.yaml'] },
          baselines: { folder: baselines },
          limits: { scrape_timeout: '5s' },
        },
        { files: { 'eager.yaml': EAGER, 'failing.yaml': FAILING } },
      ),
    );
    await visitPool(primary.host, pgbouncer.port, stack);
    const host = await startNodeExporter(stack);
    const folder = await temporaryFolder();
    await quickRules(folder);
    const static_configs = [
      { targets: [`127.0.0.1:${exporter.port}`], labels: { instance: 'pgvitals' } },
    ];
    const prometheus = await livePrometheus(
      folder,
      [
        { job_name: 'postgresql', http_sd_configs: [{ url: `${exporter.url}/sd` }] },
        { job_name: 'pgvitals', static_configs },
        {
          job_name: 'postgresql-host',
          static_configs: [{ targets: [host], labels: { instance: 'shop' } }],
        },
      ],
      stack,
    );
    await prometheus.start();
    await wait(prometheus);
    await backfill(prometheus, folder);
    await prometheus.start();
    await wait(prometheus);
    return { prometheus, [Symbol.asyncDispose]: stack[Symbol.asyncDispose] };
  } catch (error) {
    await stack[Symbol.asyncDispose]();
    throw error;
  }
}

/** The shipped catalog, none of which waits for long before it looks again. */
const EAGER = readFileSync(SHIPPED_CATALOG, 'utf8').replace(/^( +ttl:) .*$/gm, '$1 10s');

const VALUE = '[{ value: { usage: GAUGE, description: A value. } }]';
const FAILING = `
impossible:
  { description: Fails., category: trend, query: SELECT 1 / 0 AS value, metrics: ${VALUE} }
too_many:
  description: Is over its budget.
  category: trend
  max_series: 2
  query: SELECT n::text AS n, n AS value FROM generate_series(1, 5) n
  metrics: [{ n: { usage: LABEL, description: A number. } }, { value: { usage: GAUGE, description: A value. } }]
`;

/** A client that works and one that waits. */
async function visitPool(host: string, port: number, stack: CleanUp): Promise<void> {
  const { default: pg } = await import('pg');
  const { password, user } = ROLES.pgvitals;
  for (const database of ['shop', BUSY]) {
    const client = new pg.Client({ host, port, user, password, database });
    client.on('error', () => undefined);
    await client.connect();
    stack.defer(() => client.end());
    client.query('SELECT 1').catch(() => undefined);
  }
}

async function startNodeExporter(stack: CleanUp): Promise<string> {
  const address = `127.0.0.1:${await freePort()}`;
  const collectors = ['cpu', 'filesystem', 'meminfo'].map((name) => `--collector.${name}`);
  const child = spawn(
    await prometheusBinary('prometheus-node-exporter'),
    [`--web.listen-address=${address}`, '--collector.disable-defaults', ...collectors],
    { stdio: 'ignore' },
  );
  stack.defer(() => child.kill('SIGKILL'));
  return address;
}
