import { didYouMean } from '../yaml/did-you-mean.ts';
import type { Benchmark } from './benchmark.ts';
import { BenchmarkError } from './benchmark-error.ts';
import type { BenchmarkEntry } from './benchmark-schema.ts';

/**
 * Benchmarks with the targets of their classes.
 * @throws BenchmarkError that names what has no target
 */
export function toBenchmarks(
  entries: readonly BenchmarkEntry[],
  targetsByClass: ReadonlyMap<string, number>,
): readonly Benchmark[] {
  return entries.map((entry) => {
    const { class: className = 'other', database, name, params, runs, sql, target, writes } = entry;
    const targetSeconds = target === undefined ? targetsByClass.get(className) : target / 1000;
    if (targetSeconds === undefined) {
      const known = [...targetsByClass.keys()];
      throw new BenchmarkError(
        `benchmark "${name}" has the class "${className}", which has no target${didYouMean(className, known)}; known are ${known.join(', ')}`,
      );
    }
    const searchPath = entry.search_path;
    return { name, sql, params, database, searchPath, className, targetSeconds, runs, writes };
  });
}
