import type { PlannedQuery, PlannedSkip } from '../plan/plan.ts';
import type { Explanation } from '../scrape/scrape-target.ts';
import type { ServerFacts } from '../target/facts.ts';

/** What runs and what does not, database by database, for a person to read. */
export function explanationText(
  name: string,
  address: string,
  { plan, server }: Explanation,
): string {
  const names = [...plan.runs, ...plan.skips].map(({ database }) => database);
  const databases = [...new Set(names)].map((database) =>
    databaseText(
      database,
      plan.runs.filter((run) => run.database === database),
      plan.skips.filter((skip) => skip.database === database),
    ),
  );
  const remedies = [...new Set(plan.skips.map(remedyOf).filter((remedy) => remedy !== ''))];
  const mend =
    remedies.length === 0
      ? ''
      : `\n  What would change it:\n${lines(remedies.map((r) => `    ${r}`))}`;
  return `target ${name}: ${address}\n  ${serverText(server)}\n${databases.join('')}${mend}\n`;
}

function serverText({ role, superuser, user, version }: ServerFacts): string {
  if (role === 'pooler') return `PgBouncer ${version}, as user ${user}`;
  const more = superuser ? ' (a superuser, which is more than is needed)' : '';
  return `PostgreSQL ${version}, ${role}, as role ${user}${more}`;
}

function databaseText(
  database: string,
  runs: readonly PlannedQuery[],
  skips: readonly PlannedSkip[],
): string {
  const width = Math.max(...[...runs, ...skips].map(({ query }) => query.id.length));
  const ran = runs.map(({ query, variant }) => {
    const when = variant.when === '' ? '' : `  [${variant.when}]`;
    return `      ${query.id.padEnd(width)}  ${interval(query.ttlMs)}${when}`;
  });
  const skipped = skips.map(
    ({ query, reason, detail }) => `      ${query.id.padEnd(width)}  ${reason}: ${detail}`,
  );
  return `\n  database ${database}\n    runs ${runs.length}:\n${lines(ran)}${
    skips.length === 0 ? '' : `    skipped ${skips.length}:\n${lines(skipped)}`
  }`;
}

function interval(ttlMs: number): string {
  return ttlMs === 0 ? 'every scrape' : `at most every ${ttlMs / 1000} s`;
}

function remedyOf({ remedy, reason, database }: PlannedSkip): string {
  if (remedy === '') return '';
  return reason === 'extension' ? `in database ${database}: ${remedy}` : remedy;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
