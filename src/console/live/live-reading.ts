import type { Family } from '../../metrics/family.ts';
import type { StatementRow } from '../statement-row.ts';
import type { SessionRow } from './session-row.ts';

type TextRow = Readonly<Record<string, string | null>>;

/** What a live view is made of; two of them tell what happened in between. */
export interface LiveReading {
  /** Seconds on a clock that never jumps. */
  readonly at: number;
  readonly families: readonly Family[];
  readonly statements: readonly StatementRow[];
  readonly sessions: readonly SessionRow[];
  readonly progress: readonly TextRow[];
  /** Why something of this is missing. */
  readonly problems: readonly string[];
}

/** Two readings and the seconds between them. */
export interface LiveInterval {
  readonly now: LiveReading;
  readonly before: LiveReading;
  readonly seconds: number;
}
