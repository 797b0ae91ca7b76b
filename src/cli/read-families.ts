import { printable } from '../console/printable.ts';
import type { Family } from '../metrics/family.ts';
import { samplesOf } from '../metrics/samples.ts';
import { CliError } from './cli-error.ts';
import type { Io } from './io.ts';
import type { ChosenTarget } from './with-target.ts';

/**
 * The metrics of some catalog queries; what is missing of them is said on stderr, with its reason.
 * @throws CliError when the server went away in between
 */
export async function readFamilies(
  { name, plan, target, timeoutMs }: ChosenTarget,
  queries: readonly string[],
  io: Io,
): Promise<readonly Family[]> {
  const { families, up } = await target.scrape({ queries, timeoutMs });
  if (!up) throw new CliError(`target ${name} went away while it was read`);
  const skips = plan.skips.filter(
    ({ query, reason }) => queries.includes(query.id) && !EXPECTED.has(reason),
  );
  for (const { database, detail, query, remedy } of skips) {
    const mend = remedy === '' ? '' : `; ${remedy}`;
    io.stderr.write(printable(`note: without ${query.id} in ${database}: ${detail}${mend}\n`));
  }
  for (const { labels, value } of samplesOf(families, 'pgvitals_query_success')) {
    if (value === 1) continue;
    const reason = reasonOf(families, labels);
    io.stderr.write(
      printable(`note: without ${labels.query} in ${labels.database}: the query failed${reason}\n`),
    );
  }
  return families;
}

/** It is no news that an older version, or a server in another role, has less to tell. */
const EXPECTED: ReadonlySet<string> = new Set(['version', 'role', 'parameter']);

function reasonOf(families: readonly Family[], labels: Readonly<Record<string, string>>): string {
  const failure = samplesOf(families, 'pgvitals_query_failures_total').find(
    (sample) => sample.labels.query === labels.query && sample.labels.database === labels.database,
  );
  return failure === undefined ? '' : ` (${failure.labels.reason})`;
}
