import { readFile, stat } from 'node:fs/promises';
import { EmbeddedServerError } from './embedded-server-error.ts';
import { type Postmaster, type PostmasterOptions, spawnPostmaster } from './postmaster.ts';
import { waitUntil } from './wait-until.ts';
import type { Workspace } from './workspace.ts';

const READY_LIMIT_MS = 60_000;
const ORPHANS_LIMIT_MS = 10_000;
const LOG_LINES = 10;

export interface StartOptions extends PostmasterOptions {
  readonly port: number;
}

/** Starts postgres and waits until it accepts connections, or says why it does not. */
export async function startPostmaster(
  workspace: Workspace,
  options: StartOptions,
): Promise<Postmaster> {
  const attempt = async () => {
    const from = await sizeOf(workspace.logFile);
    const postmaster = await spawnPostmaster(workspace, options);
    if (await postmaster.ready(READY_LIMIT_MS)) return postmaster;
    const exited = !postmaster.running;
    await postmaster.stop('immediate');
    const log = await readFrom(workspace.logFile, from);
    // After a crash the old backends need a moment to notice that they are orphans.
    if (exited && log.includes('pre-existing shared memory block')) return undefined;
    throw failure(log, exited, options.port);
  };
  const postmaster = await waitUntil(attempt, { timeoutMs: ORPHANS_LIMIT_MS, intervalMs: 100 });
  if (postmaster !== undefined) return postmaster;
  throw failure(await readFrom(workspace.logFile, 0), true, options.port);
}

function failure(log: string, exited: boolean, port: number): EmbeddedServerError {
  if (log.includes('Address already in use')) return portTaken(port);
  const lastLines = log.trim().split('\n').slice(-LOG_LINES).join('\n');
  const what = exited
    ? 'exited while it started'
    : `accepted no connections within ${READY_LIMIT_MS / 1000} s`;
  return new EmbeddedServerError(
    'start-failed',
    `The embedded PostgreSQL ${what}; check its settings against its last lines:\n${lastLines}`,
  );
}

export function portTaken(port: number, options?: ErrorOptions): EmbeddedServerError {
  return new EmbeddedServerError(
    'port-taken',
    `The embedded PostgreSQL cannot listen on 127.0.0.1:${port}, because another program does. Choose another port, or none to get a free one.`,
    options,
  );
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

async function readFrom(file: string, offset: number): Promise<string> {
  return (await readFile(file)).subarray(offset).toString('utf8');
}
