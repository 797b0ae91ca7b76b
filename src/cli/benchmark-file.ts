import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type BenchmarkEntry, benchmarkSchema } from '../benchmark/benchmark-schema.ts';
import { checkYaml } from '../yaml/check-yaml.ts';
import { FileError } from '../yaml/problem.ts';
import { CliError } from './cli-error.ts';
import { EXIT } from './io.ts';

/** Those that come with the package, for the shop of the demo. */
export const SHIPPED_BENCHMARKS = fileURLToPath(new URL('../../benchmarks.yaml', import.meta.url));

const schema = z.strictObject({ benchmarks: z.array(benchmarkSchema).min(1) });

/** @throws FileError with every problem and its place */
export async function readBenchmarkFile(file: string): Promise<readonly BenchmarkEntry[]> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new CliError(`the file of benchmarks cannot be read: ${cause.message}`, EXIT.usage);
  });
  const { problems, value } = checkYaml(file, text, schema);
  if (value === undefined) throw new FileError(problems);
  return value.benchmarks;
}
