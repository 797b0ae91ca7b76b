import type { SessionRow } from './session-row.ts';

/** A session in the queue behind another. */
export interface BlockedSession {
  /** Absent where the session is gone, or is a prepared transaction. */
  readonly session: SessionRow | undefined;
  readonly pid: number;
  /** 0: it waits for nobody. */
  readonly depth: number;
  /** Sessions that wait behind it, over all steps. */
  readonly behind: number;
}

/** Who waits for whom: each head of a queue with those behind it, the longest queue first. */
export function blockingTree(sessions: readonly SessionRow[]): readonly BlockedSession[] {
  const byPid = new Map(sessions.map((session) => [session.pid, session]));
  const waiters = new Map<number, number[]>();
  for (const { blockedBy, pid } of sessions) {
    for (const blocker of new Set(blockedBy)) {
      waiters.set(blocker, [...(waiters.get(blocker) ?? []), pid]);
    }
  }
  const heads = [...waiters.keys()].filter((pid) => (byPid.get(pid)?.blockedBy ?? []).length === 0);
  // In a deadlock that is not yet resolved everybody waits: begin somewhere.
  const starts = heads.length > 0 ? heads : [...waiters.keys()].slice(0, 1);
  return starts
    .map((pid) => branch(pid, 0, new Set(), { byPid, waiters }))
    .sort((a, b) => (b[0]?.behind ?? 0) - (a[0]?.behind ?? 0))
    .flat();
}

interface Graph {
  readonly byPid: ReadonlyMap<number, SessionRow>;
  readonly waiters: ReadonlyMap<number, readonly number[]>;
}

function branch(
  pid: number,
  depth: number,
  above: ReadonlySet<number>,
  graph: Graph,
): readonly BlockedSession[] {
  const path = new Set([...above, pid]);
  const below = (graph.waiters.get(pid) ?? [])
    .filter((waiter) => !path.has(waiter))
    .flatMap((waiter) => branch(waiter, depth + 1, path, graph));
  const behind = new Set(below.map((one) => one.pid)).size;
  return [{ session: graph.byPid.get(pid), pid, depth, behind }, ...below];
}
