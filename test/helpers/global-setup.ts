import type { TestProject } from 'vitest/node';
import { chooseBackend } from './choose-backend.ts';
import { MAJORS, startServer } from './servers.ts';
import type { ServerDetails } from './test-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly sharedServers: readonly ServerDetails[];
  }
}

/** Starts one server of each version for all tests of the run; returns what removes them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const backend = await chooseBackend();
  process.env.PGVITALS_TEST_BACKEND = backend;
  exitOnSignals();
  const started = await Promise.allSettled(MAJORS.map((major) => startServer(major)));
  const servers = started.flatMap((result) =>
    result.status === 'fulfilled' ? [result.value] : [],
  );
  const removeAll = async () => {
    await Promise.all(servers.map((server) => server.remove()));
  };
  const failures = started.flatMap((result) =>
    result.status === 'rejected' ? [result.reason] : [],
  );
  if (failures.length > 0) {
    await removeAll();
    throw new AggregateError(
      failures,
      `PostgreSQL did not start with the ${backend} backend, which PGVITALS_TEST_BACKEND chooses: ${failures[0]}`,
    );
  }
  project.provide(
    'sharedServers',
    servers.map((server) => server.backend.details),
  );
  process.stdout.write(`PostgreSQL ${MAJORS.join(', ')} for the tests: ${backend} backend\n`);
  return removeAll;
}

// A process that a signal ends runs no exit hooks, and those stop the servers;
// their folders are removed by the next run.
function exitOnSignals(): void {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}
