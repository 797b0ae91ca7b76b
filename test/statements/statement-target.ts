import { loadCatalog, SHIPPED_CATALOG } from '../../src/catalog/load.ts';
import { configSchema } from '../../src/config/schema.ts';
import { statementOptions } from '../../src/config/statement-options.ts';
import type { ScrapeResult } from '../../src/scrape/scrape-result.ts';
import { type OpenTargetOptions, openTarget } from '../helpers/open-target.ts';
import { pageOf } from '../helpers/page.ts';
import type { ServerView } from '../helpers/test-server.ts';
import { type ParsedSample, parsePage } from '../metrics/parse-page.ts';

const FEEDS = (await loadCatalog([SHIPPED_CATALOG])).filter(({ id }) =>
  id.startsWith('pg_stat_statements'),
);

/** A target of which only pg_stat_statements is read. */
export function statementTarget(
  server: Pick<ServerView, 'connectOptions'>,
  more: Partial<OpenTargetOptions> & { readonly config?: unknown } = {},
) {
  const { config = {}, ...options } = more;
  const { statements } = configSchema.parse({ statements: config });
  return openTarget(server, {
    queries: FEEDS,
    statements: statementOptions(statements),
    ...options,
  });
}

/** A page of metrics to be asked for sums. */
export interface StatementPage {
  readonly samples: (name: string) => readonly ParsedSample[];
  /** Over all series with these labels. */
  readonly sum: (name: string, labels?: Readonly<Record<string, string>>) => number;
}

export function statementPage(result: ScrapeResult): StatementPage {
  const families = parsePage(pageOf(result));
  const all = [...families.values()].flatMap(({ samples }) => samples);
  const samples = (name: string) => all.filter((sample) => sample.name === name);
  return {
    samples,
    sum: (name, labels = {}) =>
      samples(name)
        .filter((sample) =>
          Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
        )
        .reduce((sum, { value }) => sum + Number(value), 0),
  };
}

/** What is not handed through as the server has it. */
const MADE_HERE = /^pg_(?:query_class|stat_statements(?!_info))/;

/** Names and labels of what fell between two pages, of all that must only rise. */
export function fallen(before: ScrapeResult, after: ScrapeResult): readonly string[] {
  const counters = (result: ScrapeResult) =>
    new Map(
      [...parsePage(pageOf(result)).values()]
        .filter(({ type }) => type === 'counter' || type === 'histogram')
        .flatMap(({ samples }) => samples)
        .map(({ labels, name, value }) => [`${name} ${JSON.stringify(labels)}`, Number(value)]),
    );
  const earlier = counters(before);
  return [...counters(after)].flatMap(([key, value]) =>
    MADE_HERE.test(key) && value < (earlier.get(key) ?? 0) ? [key] : [],
  );
}
