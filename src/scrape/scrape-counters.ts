import type { FailureReason } from '../target/failure.ts';
import type { DropReason } from './drop-reason.ts';
import { isSkipped, type QueryOutcome } from './outcome.ts';
import type { ServerState } from './server-state.ts';
import type { ScrapeLog } from './target-options.ts';

/** What a target counts over its scrapes, by (query, database, reason). */
export interface ScrapeCounters {
  record(state: ServerState, outcomes: readonly QueryOutcome[]): void;
  readonly scrapes: () => number;
  readonly failures: () => readonly Counted<FailureReason>[];
  readonly dropped: () => readonly Counted<DropReason>[];
}

export interface Counted<R extends string> {
  readonly query: string;
  readonly database: string;
  readonly reason: R;
  readonly count: number;
}

/** Logs what changed, once: the same failure on every scrape is one line. */
export function scrapeCounters(log: ScrapeLog): ScrapeCounters {
  const failures = counter<FailureReason>();
  const dropped = counter<DropReason>();
  const lastReason = new Map<string, string>();
  let scrapes = 0;

  function note(key: string, reason: string, fields: Record<string, unknown>, message: string) {
    const before = lastReason.get(key) ?? 'ok';
    if (before === reason) return;
    lastReason.set(key, reason);
    if (reason === 'ok') log.info(fields, `${message} works again`);
    else log.warn({ ...fields, reason }, `${message} failed`);
  }

  return {
    record(state, outcomes) {
      scrapes += 1;
      note('', state.reason, state.up ? {} : { error: state.message }, 'connection');
      for (const outcome of outcomes) {
        if (isSkipped(outcome)) continue;
        const { failure, result, database, durationMs, resting } = outcome;
        const query = outcome.query.id;
        const { reason = 'ok', message } = failure ?? {};
        const fields = { query, database, ...(message === undefined ? {} : { error: message }) };
        note(JSON.stringify([query, database]), reason, fields, 'query');
        if (resting) continue;
        if (failure !== undefined) failures.add(query, database, failure.reason, 1);
        if (durationMs === undefined || failure !== undefined) continue;
        for (const [why, count] of result?.dropped ?? []) dropped.add(query, database, why, count);
      }
    },
    scrapes: () => scrapes,
    failures: failures.all,
    dropped: dropped.all,
  };
}

function counter<R extends string>() {
  const counts = new Map<string, Counted<R>>();
  return {
    add(query: string, database: string, reason: R, count: number) {
      const key = JSON.stringify([query, database, reason]);
      const before = counts.get(key)?.count ?? 0;
      counts.set(key, { query, database, reason, count: before + count });
    },
    all: () => [...counts.values()],
  };
}
