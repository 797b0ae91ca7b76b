import { parsePromql } from '../promql/parse-promql.ts';
import { PromqlError } from '../promql/promql-error.ts';
import type { Path } from '../yaml/problem.ts';
import type { Threshold } from './threshold.ts';

/** Signals and guards that Prometheus, or `pgvitals check`, could not read. */
export function promqlProblems({
  guard,
  signal,
}: Threshold): readonly { readonly path: Path; readonly message: string }[] {
  const texts: readonly (readonly [string, string])[] = [
    ['signal', signal],
    ...(guard === undefined ? [] : [['guard', guard.expr] as const]),
  ];
  return texts.flatMap(([key, text]) => {
    try {
      parsePromql(text);
      return [];
    } catch (error) {
      if (!(error instanceof PromqlError)) throw error;
      return [{ path: [key], message: error.message }];
    }
  });
}
