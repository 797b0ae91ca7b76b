import type { TextOptions } from './mask-text.ts';
import type { QueryClasses } from './query-class.ts';
import type { StatementSource } from './statement-source.ts';

/** What the configuration says of query classes and single statements. */
export interface StatementOptions {
  /** auto when absent. */
  readonly source?: StatementSource;
  readonly classes: QueryClasses;
  /** Statements that are shown one by one. */
  readonly top: number;
  readonly text: TextOptions;
}
