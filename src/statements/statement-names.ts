/** What the ids of entries stand for; asked of the server when one is new. */
export interface StatementNames {
  /** Whether the names of this user and database are known, or known to be gone. */
  knows(userId: string, databaseId: string): boolean;
  user(id: string): string;
  database(id: string): string;
  /** Rows of kind (user or database), id and name; ids that are not among them are gone. */
  learn(rows: readonly (readonly (string | null)[])[]): void;
  /** Takes ids that nobody could name as gone. */
  giveUp(userId: string, databaseId: string): void;
}

const GONE = '(dropped)';

export function statementNames(): StatementNames {
  const users = new Map<string, string>();
  const databases = new Map<string, string>();
  return {
    knows: (userId, databaseId) => users.has(userId) && databases.has(databaseId),
    user: (id) => users.get(id) ?? GONE,
    database: (id) => databases.get(id) ?? GONE,
    learn(rows) {
      for (const [kind, id, name] of rows) {
        if (id && name) (kind === 'user' ? users : databases).set(id, name);
      }
    },
    giveUp(userId, databaseId) {
      if (!users.has(userId)) users.set(userId, GONE);
      if (!databases.has(databaseId)) databases.set(databaseId, GONE);
    },
  };
}
