import { randomBytes } from 'node:crypto';
import type { CatalogQuery } from '../../src/catalog/query.ts';
import { planQueries } from '../../src/plan/plan.ts';
import {
  type DatabaseFacts,
  readDatabaseFacts,
  readServerFacts,
  type ServerFacts,
} from '../../src/target/facts.ts';
import { readSession } from '../../src/target/read-session.ts';
import type { ServerView } from '../helpers/test-server.ts';

/**
 * The columns that each query returns on a server with every extension that it could have. Roles
 * and privileges do not matter: what a standby is asked has the same columns on a primary.
 */
export async function returnedColumns(
  server: ServerView,
  queries: readonly CatalogQuery[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const database = await server.createDatabase(`columns_${randomBytes(4).toString('hex')}`);
  try {
    await createExtensions(server, database, queries);
    const session = readSession(await server.connect({ database }), 0);
    const facts = await readServerFacts(session, [], 10_000);
    const extensions = await readDatabaseFacts(session, database, 10_000);
    const returned = new Map<string, readonly string[]>();
    for (const query of queries.filter(({ scope }) => scope !== 'pgbouncer')) {
      const run = runOf(query, facts, extensions);
      if (run === undefined) continue;
      const { columns } = await session.read({
        // Without running it: some functions refuse to answer on a primary.
        sql: `SELECT * FROM (${run.variant.sql}\n) q LIMIT 0`,
        schemas: run.schemas,
        values: run.values,
        timeoutMs: 10_000,
      });
      returned.set(
        query.id,
        columns.map(({ name }) => name),
      );
    }
    return returned;
  } finally {
    await server.dropDatabase(database);
  }
}

async function createExtensions(
  server: ServerView,
  database: string,
  queries: readonly CatalogQuery[],
): Promise<void> {
  const wanted = new Set(
    queries.flatMap(({ requires }) => requires.extensions.map(({ name }) => name)),
  );
  for (const [name] of await server.execute('SELECT name FROM pg_available_extensions')) {
    if (name === null || name === undefined || !wanted.has(name)) continue;
    await server.script(`CREATE EXTENSION IF NOT EXISTS "${name}"`, { database });
  }
}

function runOf(query: CatalogQuery, facts: ServerFacts, database: DatabaseFacts) {
  const { privileges, role } = query.requires;
  const server = {
    ...facts,
    role: role === 'any' ? facts.role : role,
    privileges: new Set(privileges),
  };
  const mainDatabase = database.database;
  const parameters = { core_tables: ['*'] };
  const databases = [database];
  const input = { queries: [query], server, mainDatabase, databases, parameters };
  return planQueries(input).runs[0];
}
