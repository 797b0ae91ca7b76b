import type { Reporter, SerializedError, TestModule } from 'vitest/node';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Prints `N passed, N failed` as the last line of the run, whatever else is printed. */
export function plainReporter(write: (line: string) => void = writeOut): Reporter {
  let counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  return {
    onInit: () => {
      // Not before the exit: stopping the servers may have something to say, or fail.
      process.once('exit', (exitCode) => write(`${summary(counts, exitCode)}\n`));
    },
    onTestRunEnd: (modules, unhandledErrors) => {
      counts = count(modules, unhandledErrors);
    },
  };
}

/** A run that failed has failed tests, even where no test can be blamed. */
export function summary({ passed, failed, skipped }: Counts, exitCode: number): string {
  const failures = exitCode === 0 ? failed : Math.max(failed, 1);
  const rest = skipped > 0 ? `, ${skipped} skipped` : '';
  return `${passed} passed, ${failures} failed${rest}`;
}

/** Counts tests, and as failures also files, suites and errors that belong to no test. */
export function count(
  modules: readonly TestModule[],
  unhandledErrors: readonly SerializedError[],
): Counts {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const states = tests.map((test) => test.result().state);
  const ofState = (...wanted: string[]) => states.filter((state) => wanted.includes(state)).length;
  const groups = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const brokenGroups = groups.filter((group) => group.errors().length > 0).length;
  return {
    passed: ofState('passed'),
    failed: ofState('failed') + brokenGroups + unhandledErrors.length,
    skipped: ofState('skipped', 'pending'),
  };
}

function writeOut(line: string): void {
  process.stdout.write(line);
}
