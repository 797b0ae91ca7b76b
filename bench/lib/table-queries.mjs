import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { temporaryFolder } from './temporary-folder.mjs';

const SHIPPED = '/usr/share/doc/prometheus-postgres-exporter/examples/queries.yaml';
const NAME = 'pg_stat_user_tables';
const METRICS_PER_TABLE = 20;

/**
 * The table statistics as the other exporter ships them, for it, and the same SQL and columns as a
 * catalog for ours. Our series carry its label `server`, so that both write pages of one size.
 */
export async function tableQueries(tableCount, port) {
  const shipped = parse(await readFile(SHIPPED, 'utf8'))[NAME];
  const folder = await temporaryFolder();
  const file = async (name, content) => {
    const path = join(folder.path, name);
    await writeFile(path, stringify(content));
    return path;
  };
  const entry = {
    description: 'Statistics of each table.',
    category: 'realtime',
    timeout: '10s',
    max_series: tableCount * METRICS_PER_TABLE,
    query: shipped.query,
    metrics: shipped.metrics,
  };
  await file('catalog.yaml', { [NAME]: entry });
  return {
    sql: shipped.query,
    folder,
    queries: await file('queries.yaml', { [NAME]: shipped }),
    config: await file('pgvitals.yaml', {
      targets: {
        bench: { url: { env: 'DATABASE_URL' }, labels: { server: `127.0.0.1:${port}` } },
      },
      catalog: { shipped: false, files: ['catalog.yaml'] },
    }),
  };
}
