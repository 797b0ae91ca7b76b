/** What the server says of pg_stat_statements as a whole; times in seconds of its own clock. */
export interface ServerMarks {
  /** Last reset of all entries; absent where the extension is older than 1.9. */
  readonly reset?: number | null;
  /** Rounds of eviction since then. */
  readonly dealloc?: number | null;
  readonly now: number;
  /** Start of the postmaster. */
  readonly started: number;
  /** pg_stat_statements.max */
  readonly max: number;
}

/**
 * same: entries go on. reset: all of them began anew since the last look. other: this is another
 * server, or one about which nothing can be told; its past is not ours to count.
 */
export type Continuity = 'same' | 'reset' | 'other';

/**
 * Compares two looks. A reset, and a crash, leave a time of reset that lies after the last look; a
 * server that took over has one of its own, before it. Without such a time (1.8), a new start of
 * the postmaster may be a failover.
 */
export function continuity(before: ServerMarks, after: ServerMarks): Continuity {
  if (typeof before.reset === 'number' && typeof after.reset === 'number') {
    if (after.reset === before.reset) return 'same';
    return after.reset >= before.now ? 'reset' : 'other';
  }
  if ((before.reset ?? undefined) !== (after.reset ?? undefined)) return 'other';
  return after.started === before.started ? 'same' : 'other';
}
