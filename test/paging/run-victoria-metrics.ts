import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Listening, runListening } from '../helpers/run-listening.ts';

/** A real VictoriaMetrics, which answers with what it has just been sent. */
export async function runVictoriaMetrics(): Promise<Listening> {
  const folder = await mkdtemp(join(tmpdir(), 'pgvt-victoria-'));
  const flags = [`-storageDataPath=${folder}`, '-search.latencyOffset=0s', '-retentionPeriod=2y'];
  const program = await run('victoria-metrics', flags);
  return {
    ...program,
    [Symbol.asyncDispose]: async () => {
      await program[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A real vmalert, which judges by the rules of a folder and tells nobody. */
export function runVmalert(rules: string, storage: string): Promise<Listening> {
  return run('vmalert', [
    `-rule=${rules}`,
    `-datasource.url=${storage}`,
    `-remoteWrite.url=${storage}`,
    // Nobody listens there, and it insists on one.
    '-notifier.url=http://127.0.0.1:1',
    '-evaluationInterval=1s',
    '-remoteWrite.flushInterval=200ms',
  ]);
}

function run(name: 'victoria-metrics' | 'vmalert', flags: readonly string[]): Promise<Listening> {
  return runListening({
    name,
    flags: (address) => [...flags, `-httpListenAddr=${address}`],
    ready: '/health',
  });
}
