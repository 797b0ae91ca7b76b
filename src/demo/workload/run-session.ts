import type { Connection } from '../../target/connection.ts';
import type { SessionPlan } from './action.ts';
import { pause } from './pause.ts';
import { pickWeighted, type Random } from './random.ts';

export interface SessionOptions {
  readonly plan: SessionPlan;
  readonly connect: () => Promise<Connection>;
  readonly random: Random;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Keeps one session at work until `signal` aborts, and opens it anew, ever less often, whenever
 * it failed or the server is gone. Never rejects; once it resolves, its session is closed.
 */
export async function runSession(options: SessionOptions): Promise<void> {
  const { plan, random, signal, log } = options;
  let failures = 0;
  let lastLine = '';
  while (!signal.aborted) {
    const { worked, reason } = await oneSession(options);
    if (signal.aborted) return;
    failures = worked ? 1 : failures + 1;
    const line = `${plan.applicationName}: ${reason}; connecting again`;
    if (failures === 1 && line !== lastLine) log(line);
    lastLine = line;
    await pause(backoffMs(failures, random), signal);
  }
}

interface Ended {
  /** Whether the session got anything done, so that the next one may come soon. */
  readonly worked: boolean;
  readonly reason: string;
}

async function oneSession(options: SessionOptions): Promise<Ended> {
  const { plan, random, signal } = options;
  let worked = false;
  let connection: Connection | undefined;
  try {
    connection = await options.connect();
    const context = { connection, random, pause: (ms: number) => pause(ms, signal) };
    let wait = plan.firstMs ?? plan.everyMs * random();
    for (;;) {
      await pauseWhileOpen(wait, connection, signal);
      if (signal.aborted || connection.closed) break;
      const action = pickWeighted(random, plan.actions);
      await withStopGrace(connection, signal, async () => action?.run(context));
      worked = true;
      wait = plan.everyMs * (0.5 + random());
    }
    return { worked, reason: 'the session was closed' };
  } catch (error) {
    return { worked, reason: describe(error) };
  } finally {
    await connection?.close();
  }
}

/** A refused connection to several addresses is an AggregateError, whose message is empty. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || (error as NodeJS.ErrnoException).code || error.name;
}

const GLANCE_MS = 1_000;

/** A session that acts once a minute shall notice a restart of the server sooner than that. */
async function pauseWhileOpen(
  ms: number,
  connection: Connection,
  signal: AbortSignal,
): Promise<void> {
  for (let left = ms; left > 0 && !signal.aborted && !connection.closed; left -= GLANCE_MS) {
    await pause(Math.min(left, GLANCE_MS), signal);
  }
}

const STOP_GRACE_MS = 2_000;

/** A statement that hangs, say behind a lock of somebody else, must not keep `stop` waiting. */
async function withStopGrace(
  connection: Connection,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => void connection.abandon(), STOP_GRACE_MS);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await work();
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 5_000;

/** Doubles with each failure; the random part keeps the sessions from arriving all at once. */
function backoffMs(failures: number, random: Random): number {
  const full = Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), LONGEST_BACKOFF_MS);
  return full * (0.5 + random() / 2);
}
