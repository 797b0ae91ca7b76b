import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { Major } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';
import { installSchema } from './made-situation.ts';

/** A database of its own with the schema, and a role for maintenance, until the test has ended. */
export async function schemaDatabase(major: Major) {
  const server = sharedServer(major);
  const database = await server.createDatabase();
  const writer = `w_${randomBytes(4).toString('hex')}`;
  await server.execute(`CREATE ROLE ${writer}`);
  onTestFinished(async () => {
    await server.dropDatabase(database);
    await server.execute(`DROP ROLE ${writer}`);
  });
  const execute = (sql: string) => server.execute(sql, { database });
  await execute('CREATE EXTENSION pg_stat_statements');
  await installSchema(server, database, writer);
  return {
    database,
    execute,
    server,
    writer,
    argv: (user = 'postgres') => ['--url', server.uri({ database, user })],
  };
}
