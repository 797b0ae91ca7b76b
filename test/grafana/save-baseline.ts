import { baselineStore } from '../../src/baseline/baseline-store.ts';

/** A baseline of an hour ago with nothing in it: only its age is shown. */
export async function saveBaseline(folder: string, target: string): Promise<void> {
  await baselineStore(folder, target).save(
    {
      format: 1,
      name: 'before',
      target,
      at: new Date(Date.now() - 3_600_000).toISOString(),
      version: '18.0',
      role: 'primary',
      connections: null,
      maxConnections: null,
      transactionsPerSecond: null,
      deadRows: null,
      liveRows: null,
      databases: [],
      tables: [],
      classes: [],
      statements: [],
    },
    10,
  );
}
