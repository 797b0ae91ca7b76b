import { makeTargets } from '../config/make-targets.ts';
import type { ReadConfig } from '../config/read-config.ts';
import { recordExpressions } from '../prometheus/record-expressions.ts';
import type { ScrapeTarget } from '../scrape/scrape-target.ts';
import type { ChosenThreshold } from '../thresholds/choose-limits.ts';
import { familySnapshot } from '../thresholds/family-snapshot.ts';
import { liveVerdicts } from '../thresholds/live-verdicts.ts';
import type { Verdict } from '../thresholds/verdict.ts';

/** Rows that are kept for longer are not asked for twice within seconds. */
const FRESH_MS = 60_000;

/** Judges one server by two scrapes, with `pause` between them. */
export async function checkServer(
  name: string,
  read: ReadConfig,
  chosen: readonly ChosenThreshold[],
  pause: () => Promise<unknown>,
): Promise<readonly Verdict[]> {
  const silent = { info: () => undefined, warn: () => undefined };
  const config = read.targets.get(name);
  const targets = config === undefined ? [] : [[name, config] as const];
  const queries = read.queries.map((query) =>
    query.ttlMs > FRESH_MS ? query : { ...query, ttlMs: 0 },
  );
  const only = { ...read, targets: new Map(targets), queries };
  const target = makeTargets(only, { log: () => silent, onScrape: () => undefined }).get(name);
  if (target === undefined) return [];
  try {
    const look = () => snapshot(target, read.config.limits.scrape_timeout);
    const before = await look();
    await pause();
    const now = await look();
    return liveVerdicts(name, chosen, { before, now, records: recordExpressions() });
  } finally {
    await target.close();
  }
}

async function snapshot(target: ScrapeTarget, timeoutMs: number) {
  const { families } = await target.scrape({ timeoutMs });
  return familySnapshot(families, target.name, Date.now() / 1000);
}
