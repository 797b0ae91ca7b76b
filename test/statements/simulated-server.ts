import { COUNTERS } from '../../src/statements/entry-row.ts';
import type { StatementTable } from '../../src/statements/read-entries.ts';
import { type RunningEntry, runningEntry } from './latency/running-entry.ts';

/** pg_stat_statements as the server keeps it: the least used entries make room for new ones. */
export interface SimulatedServer {
  call(queryId: number, milliseconds: number): void;
  /** What the feed of the exporter reads. */
  look(): StatementTable;
  readonly called: number;
  /** Calls in entries that were evicted before anybody looked. */
  readonly unseen: number;
  /** Rounds of eviction. */
  readonly rounds: number;
}

interface Entry {
  readonly running: RunningEntry;
  readonly born: number;
  usage: number;
  seen: number;
}

/** `hasBirth`: extension 1.11 and newer say when an entry was made. */
export function simulatedServer(max: number, hasBirth: boolean): SimulatedServer {
  const entries = new Map<number, Entry>();
  let called = 0;
  let unseen = 0;
  let rounds = 0;

  function makeRoom(): void {
    rounds += 1;
    for (const entry of entries.values()) entry.usage *= 0.99;
    const byUsage = [...entries].sort(([, a], [, b]) => a.usage - b.usage);
    for (const [queryId, { running, seen }] of byUsage.slice(0, Math.max(10, max / 20))) {
      unseen += running.read().calls - seen;
      entries.delete(queryId);
    }
  }

  function enter(queryId: number): Entry {
    if (entries.size >= max) makeRoom();
    const entry = { running: runningEntry(), born: called, usage: 0, seen: 0 };
    entries.set(queryId, entry);
    return entry;
  }

  return {
    call(queryId, milliseconds) {
      called += 1;
      const entry = entries.get(queryId) ?? enter(queryId);
      entry.running.add(milliseconds);
      entry.usage += 1;
    },
    look() {
      const marks = JSON.stringify({ reset: 1, dealloc: rounds, now: called, started: 1, max });
      const server = [marks, ...OTHERS.map(() => null)];
      const rows = [...entries].map(([queryId, entry]) => {
        const { calls, total, mean, stddev, min, max: longest } = entry.running.read();
        entry.seen = calls;
        const times = [calls, total, mean, stddev, min, longest].map(String);
        return [null, '10', '5', String(queryId), 't', ...times, hasBirth ? `${entry.born}` : null];
      });
      return { columns: ['server', ...OTHERS], rows: [server, ...rows, server] };
    },
    get called() {
      return called;
    },
    get unseen() {
      return unseen;
    },
    get rounds() {
      return rounds;
    },
  };
}

const [calls, time] = COUNTERS;
const OTHERS = [
  ...['userid', 'dbid', 'queryid', 'toplevel', calls, time],
  ...['mean_time', 'stddev_time', 'min_time', 'max_time', 'since'],
];
