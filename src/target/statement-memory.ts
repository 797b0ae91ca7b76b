import type { TextResult } from './connection.ts';

/** Which statements a session has been sent, and under which names the server keeps their plans. */
export interface StatementMemory {
  /** How to send this text now. */
  use(text: string): StatementUse;
  /** The columns of its rows, which stay the same as long as its name does. */
  learn(text: string, columns: TextResult['columns']): void;
  /** It has failed: the server may or may not keep it, and it is parsed anew next time. */
  forget(text: string): void;
  /** The server has thrown its statements away. */
  forgetAll(): void;
  /** Names that the server need not keep any longer; each is told once. */
  takeForgotten(): readonly string[];
}

export interface StatementUse {
  /** Empty where the server shall not keep it. */
  readonly name: string;
  /** Whether the server must parse it first. */
  readonly parse: boolean;
  readonly columns?: TextResult['columns'];
}

interface Known {
  readonly name: string;
  columns?: TextResult['columns'];
}

/** A text is kept from its second use on: the sessions that end with a scrape keep nothing. */
export function statementMemory(): StatementMemory {
  const seen = new Set<string>();
  const known = new Map<string, Known>();
  let forgotten: string[] = [];
  let names = 0;
  return {
    use(text) {
      const kept = known.get(text);
      if (kept !== undefined) return { ...kept, parse: false };
      if (!seen.has(text)) {
        seen.add(text);
        return { name: '', parse: true };
      }
      // A name is never used again: what failed may be kept under it.
      names += 1;
      const name = `pgvitals_${names}`;
      known.set(text, { name });
      return { name, parse: true };
    },
    learn(text, columns) {
      const kept = known.get(text);
      if (kept !== undefined) kept.columns = columns;
    },
    forget(text) {
      seen.delete(text);
      const kept = known.get(text);
      if (kept === undefined) return;
      known.delete(text);
      forgotten.push(kept.name);
    },
    forgetAll() {
      forgotten.push(...[...known.values()].map(({ name }) => name));
      known.clear();
      seen.clear();
    },
    takeForgotten() {
      const names = forgotten;
      forgotten = [];
      return names;
    },
  };
}
