import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { BenchmarkError } from './benchmark-error.ts';

const entry = z.object({ fingerprint: z.string(), p95: z.number(), at: z.string() });
const schema = z.record(z.string(), entry);

/** What the last run of each benchmark showed, by target and name. */
export type BenchmarkHistory = Readonly<Record<string, z.output<typeof entry>>>;

export function historyKey(target: string, benchmark: string): string {
  return `${target}/${benchmark}`;
}

/** Empty where there is no file yet. */
export async function readHistory(file: string): Promise<BenchmarkHistory> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new BenchmarkError(
      `${file} is not a history of benchmarks; delete it, or name another with --history`,
      { cause },
    );
  }
}

/** All of it or nothing: somebody may read it at the same time. */
export async function writeHistory(file: string, history: BenchmarkHistory): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify(history, null, 2)}\n`);
  await rename(temporary, file);
}
