import { openTarget } from '../helpers/open-target.ts';
import { pageOf } from '../helpers/page.ts';
import { shippedQueries } from '../helpers/shipped-queries.ts';
import type { ServerView } from '../helpers/test-server.ts';
import { type ParsedSample, parsePage } from '../metrics/parse-page.ts';

export interface LookOptions {
  /** Ids of shipped queries. */
  readonly queries: readonly string[];
  readonly database?: string;
  /** Default: the role with pg_monitor. */
  readonly user?: string;
}

/** What one scrape with some queries of the shipped catalog said. */
export interface Sight {
  /** Of the only sample with these among its labels; undefined where there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
  samples(name: string, labels?: Readonly<Record<string, string>>): readonly ParsedSample[];
}

/** Scrapes once, afresh, so that no ttl stands between a test and the server. */
export async function look(
  server: Pick<ServerView, 'connectOptions'>,
  { queries, ...options }: LookOptions,
): Promise<Sight> {
  const target = openTarget(server, { ...options, queries: await shippedQueries(...queries) });
  try {
    const families = parsePage(pageOf(await target.scrape()));
    const failed = families
      .get('pgvitals_query_success')
      ?.samples.filter(({ value }) => value !== '1');
    if (failed === undefined || failed.length > 0) {
      throw new Error(`Not all queries worked: ${JSON.stringify([failed, target.log])}`);
    }
    const samples: Sight['samples'] = (name, labels = {}) =>
      (families.get(name)?.samples ?? []).filter((sample) =>
        Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
      );
    return { samples, value: (name, labels) => onlyValue(name, samples(name, labels)) };
  } finally {
    await target.close();
  }
}

function onlyValue(name: string, found: readonly ParsedSample[]): number | undefined {
  if (found.length > 1) throw new Error(`Several samples of ${name}: ${JSON.stringify(found)}`);
  const [sample] = found;
  return sample === undefined ? undefined : Number(sample.value);
}
