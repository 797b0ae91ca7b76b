/** Texts by query id, and what is still to be asked for. */
export interface StatementTexts {
  get(queryId: string): string | undefined;
  /** Whether it was asked for, with or without success. */
  asked(queryId: string): boolean;
  /** Rows of query id and text; `wanted` that are not among them have no readable text. */
  learn(wanted: readonly string[], rows: readonly (readonly (string | null)[])[]): void;
  /** Whether the texts may be read again: that reads a file of all texts on the server. */
  mayRead(): boolean;
  /** The server did not answer in time; leave it alone for longer. */
  failed(): void;
  /** Forgets texts of which no entry is left. */
  keepOnly(queryIds: ReadonlySet<string>): void;
}

/** Ids that are asked for at once; with the limit of the query, some megabytes at most. */
export const TEXT_BATCH = 2000;
const REST_MS = 30_000;
const REST_AFTER_FAILURE_MS = 600_000;
const HIDDEN = '<insufficient privilege>';

export function statementTexts(now: () => number): StatementTexts {
  const texts = new Map<string, string | undefined>();
  let restUntil = Number.NEGATIVE_INFINITY;
  return {
    get: (queryId) => texts.get(queryId),
    asked: (queryId) => texts.has(queryId),
    learn(wanted, rows) {
      // A full batch is one of many: after a start all texts are new.
      restUntil = wanted.length < TEXT_BATCH ? now() + REST_MS : now();
      for (const [queryId, text] of rows) {
        if (queryId && text && text !== HIDDEN) texts.set(queryId, text);
      }
      for (const queryId of wanted) if (!texts.has(queryId)) texts.set(queryId, undefined);
    },
    mayRead: () => now() >= restUntil,
    failed() {
      restUntil = now() + REST_AFTER_FAILURE_MS;
    },
    keepOnly(queryIds) {
      for (const queryId of texts.keys()) if (!queryIds.has(queryId)) texts.delete(queryId);
    },
  };
}
