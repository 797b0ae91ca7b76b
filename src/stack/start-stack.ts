import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from './find-program.ts';
import { type RunningService, runService } from './run-service.ts';
import type { Service } from './service.ts';
import { SERVICES } from './services.ts';

export interface StackOptions {
  /** Where the exporter listens, as host:port. */
  readonly exporter: string;
  readonly path: string;
  /** A port for a service, which would like to have that one. */
  readonly portFor: (wanted: number) => Promise<number>;
  readonly onProgress: (line: string) => void;
  /** Told when a program ends that nobody has stopped. */
  readonly onLost: (line: string) => void;
  readonly signal: AbortSignal;
}

/** The programs around the exporter that this machine has. */
export interface Stack {
  readonly running: readonly { readonly title: string; readonly url: string }[];
  /** What was not found, with how to install it. */
  readonly missing: readonly { readonly title: string; readonly install: string }[];
  readonly notes: readonly string[];
  /** Stops all of them, the last first, and deletes their files. */
  stop(): Promise<void>;
}

interface Found {
  readonly service: Service;
  readonly program: string;
  readonly address: string;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Starts what is on PATH with the shipped configuration, on 127.0.0.1 only. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { onLost, onProgress, signal } = options;
  const found = await findAll(options);
  const addresses = {
    pgvitals: options.exporter,
    ...Object.fromEntries(found.map(({ address, service }) => [service.name, address])),
    // Prometheus' own name for itself.
    localhost: found.find(({ service }) => service.name === 'prometheus')?.address ?? '',
  };
  const folder = await mkdtemp(join(tmpdir(), 'pgvitals-stack-'));
  const running: { readonly title: string; readonly handle: RunningService }[] = [];
  let stopping = false;
  const stop = async () => {
    stopping = true;
    for (const { handle } of running.toReversed()) await handle.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const notes: string[] = [];
  try {
    for (const { address, program, service } of found) {
      signal.throwIfAborted();
      const { prepare, ready, title } = service;
      onProgress(`Starting ${title} on ${address}.`);
      const launch = await prepare({ program, address, addresses, root: ROOT, folder });
      const handle = await runService(program, launch, `http://${address}${ready}`);
      running.push({ title, handle });
      notes.push(...(launch.notes ?? []));
      void handle.ended.then((words) => {
        if (!stopping) onLost(`${title} has ended; the last it said:\n${words.trimEnd()}`);
      });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const names = new Set(found.map(({ service }) => service.name));
  return {
    running: found.map(({ address, service }) => ({
      title: service.title,
      url: `http://${address}`,
    })),
    missing: SERVICES.filter(({ name }) => !names.has(name)),
    notes,
    stop,
  };
}

async function findAll({ path, portFor }: StackOptions): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const service of SERVICES) {
    const program = await findProgram(service.programs, path);
    if (program === undefined) continue;
    found.push({ service, program, address: `127.0.0.1:${await portFor(service.port)}` });
  }
  return found;
}
