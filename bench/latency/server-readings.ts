import type { RunningMoments } from '../../src/statements/interval-moments.ts';
import { embeddedBackend } from '../../test/helpers/embedded-backend.ts';
import { MAJORS, type Major } from '../../test/helpers/majors.ts';
import { serverView } from '../../test/helpers/test-server.ts';
import { MIXED, UNIMODAL } from '../../test/statements/latency/distributions.ts';
import { recordReadings } from '../../test/statements/latency/record-readings.ts';
import { seededRandom } from '../../test/statements/latency/seeded-random.ts';

/** Short enough to sleep 3,000 of them, and long against the 1 ms of pg_sleep. */
const SHAPES = {
  'near-constant': { distribution: UNIMODAL['near-constant'], ms: 12 },
  'lognormal, sigma 0.5': { distribution: UNIMODAL['lognormal, sigma 0.5'], ms: 8 },
  'lognormal, sigma 1': { distribution: UNIMODAL['lognormal, sigma 1'], ms: 8 },
  'gamma, shape 2': { distribution: UNIMODAL['gamma, shape 2'], ms: 10 },
  exponential: { distribution: UNIMODAL.exponential, ms: 10 },
  'two humps: 90 % at 1, 10 % at 20': {
    distribution: MIXED['two humps: 90 % at 1, 10 % at 20'],
    ms: 4,
  },
  'outliers: 0.5 % at 500': { distribution: MIXED['outliers: 0.5 % at 500'], ms: 4 },
};

export interface ServerReadings {
  readonly shape: string;
  readonly readings: readonly RunningMoments[];
}

/** 3,000 calls of each shape on each version, all at once, and the reading after each. */
export async function serverReadings(): Promise<readonly ServerReadings[]> {
  return (await Promise.all(MAJORS.map(readingsOf))).flat();
}

async function readingsOf(major: Major): Promise<readonly ServerReadings[]> {
  const server = await embeddedBackend.startServer(major, SETTINGS);
  const view = serverView(server.details);
  try {
    return await Promise.all(
      Object.entries(SHAPES).map(async ([shape, { distribution, ms }]) => {
        const session = await view.connect({ database: await view.createDatabase() });
        const random = seededRandom(major);
        const durations = Array.from({ length: 3001 }, () => ms * distribution(random));
        const readings = await recordReadings(session, durations);
        await session.close();
        return { shape, readings };
      }),
    );
  } finally {
    await server.remove();
  }
}

const SETTINGS = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'all',
  fsync: false,
};
