import type { RunningMoments } from '../../../src/statements/interval-moments.ts';
import type { Distribution } from './distributions.ts';
import { runningEntry } from './running-entry.ts';
import { seededRandom } from './seeded-random.ts';

export interface Simulation {
  readonly seed: number;
  /** Calls before the first reading. */
  readonly history: number;
  readonly calls: number;
}

/** What pg_stat_statements says after each call; durations of some milliseconds, wherever in a bucket. */
export function simulateReadings(
  distribution: Distribution,
  { seed, history, calls }: Simulation,
): readonly RunningMoments[] {
  const random = seededRandom(seed);
  const scale = 50 ** random();
  const entry = runningEntry();
  for (let call = 0; call < history; call++) entry.add(scale * distribution(random));
  const readings = [entry.read()];
  for (let call = 0; call < calls; call++) {
    entry.add(scale * distribution(random));
    readings.push(entry.read());
  }
  return readings;
}
