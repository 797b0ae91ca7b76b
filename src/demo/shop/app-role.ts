import type { Connection } from '../../target/connection.ts';
import { APP_ROLE } from './shop.ts';

export async function createAppRole(connection: Connection): Promise<void> {
  await connection.script(`
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${APP_ROLE}') THEN
    CREATE ROLE ${APP_ROLE} LOGIN;
    COMMENT ON ROLE ${APP_ROLE} IS 'The application servers of the web shop';
  END IF;
END $$;`);
}

/** In a transaction of the caller. The password goes as a value: no text of a statement shows it. */
export async function setAppPassword(
  connection: Connection,
  password: string | undefined,
): Promise<void> {
  if (password === undefined) return;
  await connection.query(`SELECT set_config('demo.app_password', $1, true)`, {
    values: [password],
  });
  await connection.script(`
DO $$
BEGIN
  EXECUTE format('ALTER ROLE ${APP_ROLE} PASSWORD %L', current_setting('demo.app_password'));
END $$;
SET LOCAL demo.app_password = '';`);
}
