import { latencyBounds } from '../../src/statements/latency-bounds.ts';
import {
  type Distribution,
  MIXED,
  UNIMODAL,
  WIDE,
} from '../../test/statements/latency/distributions.ts';
import {
  type Errors,
  measureErrors,
  typicalErrors,
} from '../../test/statements/latency/measure-errors.ts';
import { simulateReadings } from '../../test/statements/latency/simulate-readings.ts';
import { serverReadings } from './server-readings.ts';

const BOUNDS = latencyBounds([0.051]).map((seconds) => seconds * 1000);
const EVERY = [...Object.entries(UNIMODAL), ...Object.entries(WIDE), ...Object.entries(MIXED)];
const SIMULATED = [
  { perInterval: 10, intervals: 20 },
  { perInterval: 150, intervals: 20 },
  { perInterval: 3000, intervals: 1 },
];
const SINGLE = [10, 150].map((perInterval) => ({ perInterval, intervals: 1 }));
const MEASURED = [10, 150, 3000].map((perInterval) => ({
  perInterval,
  intervals: 3000 / perInterval,
}));

export interface LatencyTables {
  /** In Markdown: how far the percentiles out of pg_stat_statements are from the truth. */
  readonly lines: readonly string[];
  /** The greatest typical error of each quantile, for durations with one hump. */
  readonly worst: readonly number[];
}

export async function latencyTables(
  seeds: number,
  log: (line: string) => void,
): Promise<LatencyTables> {
  log(`Simulating ${seeds} entries of ${EVERY.length} distributions.`);
  const simulated = simulatedTable(SIMULATED, seeds);
  const single = simulatedTable(SINGLE, seeds * 2);
  const worst = typicalErrors(
    Object.values(UNIMODAL).flatMap((distribution) =>
      SIMULATED.map((size) =>
        typicalErrors(simulatedErrors(distribution, size, seeds).map(({ ours }) => ours)),
      ),
    ),
    1 - Number.EPSILON,
  );
  log('Sleeping on PostgreSQL 13 to 18, about a minute.');
  const measured = await measuredTable();
  return { lines: [...simulated, '', ...single, '', ...measured], worst };
}

type Size = (typeof SIMULATED)[number];

function simulatedErrors(distribution: Distribution, size: Size, seeds: number): readonly Errors[] {
  const calls = size.perInterval * size.intervals;
  return Array.from({ length: seeds }, (_, seed) => {
    const readings = simulateReadings(distribution, { seed, history: 3000, calls });
    return measureErrors(readings, { ...size, bounds: BOUNDS });
  }).flat();
}

function simulatedTable(sizes: readonly Size[], seeds: number): string[] {
  const rows = EVERY.flatMap(([name, distribution]) =>
    sizes.map((size) => {
      const errors = simulatedErrors(distribution, size, seeds);
      const ours = errors.map((error) => error.ours);
      const meanOnly = errors.map((error) => error.meanOnly);
      return [
        name,
        sizeText(size),
        percents(typicalErrors(ours)),
        percents(typicalErrors(ours, 0.9)),
        percents(typicalErrors(meanOnly)),
      ];
    }),
  );
  return markdown(['durations', 'calls', 'typical error', '9 of 10 below', 'mean only'], rows);
}

async function measuredTable(): Promise<string[]> {
  const all = await serverReadings();
  const shapes = [...new Set(all.map(({ shape }) => shape))];
  const rows = shapes.flatMap((shape) =>
    MEASURED.map((size) => {
      const errors = all
        .filter((one) => one.shape === shape)
        .flatMap(({ readings }) => measureErrors(readings, { ...size, bounds: BOUNDS }));
      const range = (key: keyof Errors) =>
        [0, 1, 2].map((quantile) => extremes(errors.map((error) => error[key][quantile] ?? 0)));
      return [shape, sizeText(size), ...range('ours'), range('meanOnly').join(', ')];
    }),
  );
  return markdown(['durations', 'calls', 'p50', 'p95', 'p99', 'mean only'], rows);
}

function extremes(errors: readonly number[]): string {
  const [least, most] = [Math.min(...errors), Math.max(...errors)].map((error) =>
    (error * 100).toFixed(0).replace('-0', '0').replace('-', '−'),
  );
  return least === most ? `${least} %` : `${least} to ${most} %`;
}

function sizeText({ perInterval, intervals }: Size): string {
  return intervals === 1 ? `${perInterval}` : `${perInterval} × ${intervals}`;
}

function percents(shares: readonly number[]): string {
  return `${shares.map((share) => (share * 100).toFixed(0)).join(', ')} %`;
}

function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
}
