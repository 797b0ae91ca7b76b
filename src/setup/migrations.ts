import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Connection } from '../target/connection.ts';
import { migrationClient } from '../target/migration-client.ts';
import { SCHEMA_COMMENT } from './database-state.ts';

const FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url));

/** Names of the migrations of the schema, in their order. */
export async function migrationNames(): Promise<readonly string[]> {
  const files = await readdir(FOLDER);
  return files
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
}

/** Names of the tables, views and routines that the migrations make. */
export async function ownNames(): Promise<readonly string[]> {
  const files = (await migrationNames()).map((name) => join(FOLDER, `${name}.sql`));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return texts.flatMap((text) => [...text.matchAll(CREATED)].flatMap(([, name]) => name ?? []));
}

const CREATED = /^CREATE (?:FUNCTION|PROCEDURE|TABLE|VIEW) monitoring\.(\w+)/gm;

/** Makes the schema, or brings it up to date, within the transaction of the session. */
export async function migrateUp(session: Connection): Promise<void> {
  await session.script(`CREATE SCHEMA IF NOT EXISTS monitoring;
COMMENT ON SCHEMA monitoring IS '${SCHEMA_COMMENT} views and functions on the statistics of PostgreSQL'`);
  await migrate(session, 'up');
  await session.script(
    "COMMENT ON TABLE monitoring.pgmigrations IS 'Migrations of this schema that have run'",
  );
}

/**
 * Takes the whole schema back, within the transaction of the session; false where it is gone, or
 * another of that name has taken its place.
 */
export async function migrateDown(session: Connection): Promise<boolean> {
  const { rows } = await session.query(IS_OURS_SQL, { values: [SCHEMA_COMMENT] });
  if (rows.length === 0) return false;
  await migrate(session, 'down');
  // Fails where somebody has put objects of their own into it, and they stay.
  await session.script('DROP TABLE monitoring.pgmigrations; DROP SCHEMA monitoring');
  return true;
}

const IS_OURS_SQL = `SELECT /* pgvitals:setup */ 1 FROM pg_namespace n
  WHERE n.nspname = 'monitoring' AND starts_with(obj_description(n.oid, 'pg_namespace'), $1)`;

async function migrate(session: Connection, direction: 'up' | 'down'): Promise<void> {
  // Here, as the other commands have no use for a library that takes so long to load.
  const { runner } = await import('node-pg-migrate');
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  await runner({
    dbClient: migrationClient(session),
    dir: FOLDER,
    direction,
    count: Number.POSITIVE_INFINITY,
    migrationsSchema: 'monitoring',
    migrationsTable: 'pgmigrations',
    ignorePattern: '(?!.*\\.sql$).*',
    noLock: true,
    logger: silent,
  });
}
