import type { Expression } from './expression.ts';
import type { Snapshot } from './value.ts';

export interface EvaluationContext {
  readonly now: Snapshot;
  /** Some seconds earlier; what a rate is made of. */
  readonly before?: Snapshot;
  /** Expressions of recording rules by their names. */
  readonly records: ReadonlyMap<string, Expression>;
}
