import type { Connection } from './connection.ts';

/** A fixed number of sessions with one server, shared by all its databases. */
export interface SessionPool {
  /** Waits for a session with `database`; rejects when connecting fails or `signal` aborts. */
  acquire(database: string, signal: AbortSignal): Promise<Lease>;
  /** Begins a session that somebody will ask for soon, if there is a place for it. */
  warm(database: string, signal: AbortSignal): void;
  /**
   * Ends idle sessions with other databases: they would be in the way of DROP DATABASE. One with
   * the database postgres, which nobody drops or copies, stays: a new one costs more than its rows.
   */
  keepOnly(database: string): void;
  stats(): PoolStats;
  /** Ends all sessions; those in use end when they are released. */
  close(): Promise<void>;
}

export interface Lease {
  readonly connection: Connection;
  /** Gives the session back; one that is closed or too old is not used again. */
  release(): void;
}

export interface PoolStats {
  readonly budget: number;
  readonly busy: number;
  readonly idle: number;
  readonly connecting: number;
  readonly opened: number;
}

export interface PoolOptions {
  readonly connect: (database: string, signal: AbortSignal) => Promise<Connection>;
  readonly budget: number;
  /** Sessions older than this are replaced: a backend's caches only ever grow. */
  readonly maxAgeMs: number;
  readonly now: () => number;
}

interface Session {
  readonly connection: Connection;
  readonly bornAt: number;
}

interface Waiter {
  readonly database: string;
  readonly signal: AbortSignal;
  readonly resolve: (lease: Lease) => void;
  readonly reject: (error: unknown) => void;
}

export function sessionPool({ connect, budget, maxAgeMs, now }: PoolOptions): SessionPool {
  const idle: Session[] = [];
  const closing = new Set<Promise<void>>();
  const warming = new Set<string>();
  let waiters: Waiter[] = [];
  let busy = 0;
  let connecting = 0;
  let opened = 0;
  let ended = false;

  function acquire(database: string, signal: AbortSignal): Promise<Lease> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const abort = () => {
        waiters = waiters.filter((other) => other !== waiter);
        reject(signal.reason);
      };
      const done = () => signal.removeEventListener('abort', abort);
      const waiter: Waiter = {
        database,
        signal,
        resolve: (lease) => {
          done();
          resolve(lease);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      signal.addEventListener('abort', abort, { once: true });
      waiters.push(waiter);
      serve();
    });
  }

  function serve(): void {
    dropUnusable();
    while (waiters.length > 0) {
      // Somebody whose session is already open first, then first come, first served.
      const ready = waiters.find(({ database }) => idleFor(database) !== undefined);
      // Whose session is being warmed up waits for that one.
      const waiter = ready ?? waiters.find(({ database }) => !warming.has(database));
      if (waiter === undefined) return;
      const session = idleFor(waiter.database);
      if (session === undefined && !mayOpen()) return;
      waiters = waiters.filter((other) => other !== waiter);
      if (session === undefined) void open(waiter);
      else {
        idle.splice(idle.indexOf(session), 1);
        waiter.resolve(lease(session));
      }
    }
  }

  function warm(database: string, signal: AbortSignal): void {
    if (ended || warming.has(database) || idleFor(database) !== undefined || !hasRoom()) return;
    warming.add(database);
    connecting += 1;
    connect(database, signal)
      .then((connection) => {
        opened += 1;
        const session = { connection, bornAt: now() };
        idle.push(session);
        if (ended) end(session);
      })
      // Whoever asks for it will hear of it.
      .catch(() => undefined)
      .finally(() => {
        connecting -= 1;
        warming.delete(database);
        serve();
      });
  }

  async function open(waiter: Waiter): Promise<void> {
    connecting += 1;
    try {
      const connection = await connect(waiter.database, waiter.signal);
      connecting -= 1;
      opened += 1;
      const session = { connection, bornAt: now() };
      if (!waiter.signal.aborted) return waiter.resolve(lease(session));
      // Who waited has gone: the next one may have it.
      idle.push(session);
      if (ended) end(session);
      serve();
    } catch (error) {
      connecting -= 1;
      waiter.reject(error);
      serve();
    }
  }

  function lease(session: Session): Lease {
    busy += 1;
    let released = false;
    return {
      connection: session.connection,
      release() {
        if (released) return;
        released = true;
        busy -= 1;
        if (ended) end(session);
        else idle.push(session);
        serve();
      },
    };
  }

  function mayOpen(): boolean {
    if (hasRoom()) return true;
    const [oldest] = idle;
    // One at a time: what is already closing makes room for the waiter.
    if (oldest !== undefined && closing.size === 0) end(oldest);
    return false;
  }

  function hasRoom(): boolean {
    return busy + connecting + idle.length + closing.size < budget;
  }

  function dropUnusable(): void {
    for (const session of [...idle]) {
      if (session.connection.closed || now() - session.bornAt > maxAgeMs) end(session);
    }
  }

  /** The place in the budget is free only when the server has seen the end of the session. */
  function end(session: Session): void {
    const index = idle.indexOf(session);
    if (index >= 0) idle.splice(index, 1);
    const closed: Promise<void> = session.connection.close().then(() => {
      closing.delete(closed);
      serve();
    });
    closing.add(closed);
  }

  function idleFor(database: string): Session | undefined {
    return idle.findLast(({ connection }) => connection.database === database);
  }

  return {
    acquire,
    warm,
    keepOnly(database) {
      const kept = new Set([idleFor(database), idleFor('postgres')]);
      for (const session of [...idle]) if (!kept.has(session)) end(session);
    },
    stats: () => ({ budget, busy, idle: idle.length, connecting, opened }),
    async close() {
      ended = true;
      for (const session of [...idle]) end(session);
      await Promise.all(closing);
    },
  };
}
