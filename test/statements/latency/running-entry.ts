import type { RunningMoments } from '../../../src/statements/interval-moments.ts';

/** An entry of pg_stat_statements, kept the way the server does it, with the same roundings. */
export interface RunningEntry {
  add(milliseconds: number): void;
  read(): Required<RunningMoments>;
}

export function runningEntry(durations: Iterable<number> = []): RunningEntry {
  let calls = 0;
  let total = 0;
  let mean = 0;
  let squares = 0;
  let min = 0;
  let max = 0;
  const add = (milliseconds: number) => {
    calls += 1;
    total += milliseconds;
    const old = mean;
    mean += (milliseconds - old) / calls;
    squares += (milliseconds - old) * (milliseconds - mean);
    min = calls === 1 ? milliseconds : Math.min(min, milliseconds);
    max = calls === 1 ? milliseconds : Math.max(max, milliseconds);
  };
  for (const milliseconds of durations) add(milliseconds);
  return {
    add,
    read: () => ({
      calls,
      total,
      mean,
      stddev: calls > 1 ? Math.sqrt(squares / calls) : 0,
      min,
      max,
    }),
  };
}
