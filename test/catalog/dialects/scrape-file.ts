import type { CatalogPath } from '../../../src/catalog/dialects/dialect.ts';
import { loadCatalog } from '../../../src/catalog/load.ts';
import { renderFamilies } from '../../../src/metrics/exposition.ts';
import { scrapeTarget } from '../../../src/scrape/scrape-target.ts';
import { connect } from '../../../src/target/connect.ts';
import type { ServerView } from '../../helpers/test-server.ts';

export interface ScrapeFileOptions {
  readonly database?: string;
  readonly databases?: readonly string[];
  readonly tags?: readonly string[];
  readonly user?: string;
  /** Scrapes of one target, one after the other; the page of the last one is given. */
  readonly scrapes?: number;
}

/** The lines of the page that one scrape with these catalog files gives. */
export async function scrapeFile(
  server: ServerView,
  paths: readonly (string | CatalogPath)[],
  options: ScrapeFileOptions = {},
): Promise<readonly string[]> {
  const { database = 'postgres', databases = [], tags = [], user = 'pgvitals' } = options;
  const target = scrapeTarget({
    name: 'test',
    labels: {},
    tags,
    queries: await loadCatalog(paths),
    connectOptions: async () => server.connectOptions({ database, user }),
    connect,
    wantsDatabase: (name) => databases.includes(name),
    limits: { connections: 3, connectionMaxAgeMs: 600_000 },
    now: () => performance.now(),
    log: { info: () => undefined, warn: () => undefined },
    onScrape: () => undefined,
  });
  try {
    let page = '';
    for (let scrape = 0; scrape < (options.scrapes ?? 1); scrape++) {
      const { families } = await target.scrape({ timeoutMs: 20_000 });
      page = [...renderFamilies(families, 'text')].join('');
    }
    return page.trimEnd().split('\n');
  } finally {
    await target.close();
  }
}

/** Samples and TYPE lines of the metrics whose name matches, sorted. */
export function linesOf(page: readonly string[], name: RegExp): readonly string[] {
  return page
    .filter((line) => !line.startsWith('# HELP'))
    .filter((line) => name.test(line.replace(/^# TYPE /, '')))
    .toSorted();
}

/** Why queries were skipped or failed, as `query reason`. */
export function reasonsOf(page: readonly string[]): readonly string[] {
  return page
    .flatMap((line) => {
      const match =
        /^pgvitals_query_(?:skipped|failures_total)\{.*query="([^"]*)",reason="([^"]*)"/.exec(line);
      return match === null ? [] : [`${match[1]} ${match[2]}`];
    })
    .toSorted();
}
