import { maskText, type TextOptions } from './mask-text.ts';

/** Texts by query id: as they are until the look is over, then as they may be shown. */
export interface StatementTexts {
  /** Whether it was asked for in this look, with or without success. */
  asked(queryId: string): boolean;
  /** As the server has it; only in the look in which it was asked for. */
  raw(queryId: string): string | undefined;
  shown(queryId: string): string;
  /** Rows of query id and text; `wanted` that are not among them have no readable text. */
  learn(wanted: readonly string[], rows: readonly (readonly (string | null)[])[]): void;
  /** Whether the texts may be read again: that reads a file of all texts on the server. */
  mayRead(): boolean;
  /** The server did not answer in time; leave it alone for longer. */
  failed(): void;
  endLook(): void;
  /** Forgets texts of which no entry is left. */
  keepOnly(queryIds: ReadonlySet<string>): void;
}

/** Ids that are asked for at once; with the limit of the query, some megabytes at most. */
export const TEXT_BATCH = 2000;
const REST_MS = 30_000;
const REST_AFTER_FAILURE_MS = 600_000;
const HIDDEN = '<insufficient privilege>';

export function statementTexts(options: TextOptions, now: () => number): StatementTexts {
  const shown = new Map<string, string>();
  const raw = new Map<string, string | undefined>();
  let restUntil = Number.NEGATIVE_INFINITY;
  return {
    asked: (queryId) => raw.has(queryId),
    raw: (queryId) => raw.get(queryId),
    shown: (queryId) => shown.get(queryId) ?? '',
    learn(wanted, rows) {
      // A full batch is one of many: after a start all texts are new.
      restUntil = wanted.length < TEXT_BATCH ? now() + REST_MS : now();
      for (const queryId of wanted) raw.set(queryId, undefined);
      for (const [queryId, text] of rows) {
        if (!queryId || !text || text === HIDDEN) continue;
        raw.set(queryId, text);
        shown.set(queryId, copyOf(maskText(text, options)));
      }
    },
    mayRead: () => now() >= restUntil,
    failed() {
      restUntil = now() + REST_AFTER_FAILURE_MS;
    },
    endLook: () => raw.clear(),
    keepOnly(queryIds) {
      for (const queryId of shown.keys()) if (!queryIds.has(queryId)) shown.delete(queryId);
    },
  };
}

/** A part of a string keeps the whole of it in memory. */
function copyOf(text: string): string {
  return Buffer.from(text).toString();
}
