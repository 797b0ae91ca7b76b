import type { ServerView } from '../helpers/test-server.ts';

/** Everything of a server that setting up may touch, to compare before with after. */
export async function serverPicture(server: ServerView, database: string): Promise<unknown> {
  const ask = async (sql: string) => (await server.execute(sql, { database })).map((row) => row);
  return {
    roles: await ask(
      `SELECT r.rolname, r.rolcanlogin, r.rolconnlimit, shobj_description(r.oid, 'pg_authid')
       FROM pg_roles r ORDER BY 1`,
    ),
    members: await ask(
      'SELECT roleid::regrole, member::regrole, admin_option FROM pg_auth_members ORDER BY 1, 2',
    ),
    databases: await ask('SELECT datname, datacl FROM pg_database ORDER BY 1'),
    extensions: await ask('SELECT extname FROM pg_extension ORDER BY 1'),
    schemas: await ask('SELECT nspname, nspacl FROM pg_namespace ORDER BY 1'),
    functions: await ask(
      "SELECT oid::regprocedure FROM pg_proc WHERE pronamespace <> 'pg_catalog'::regnamespace ORDER BY 1",
    ),
    settings: await ask(
      "SELECT name, setting FROM pg_file_settings WHERE sourcefile LIKE '%auto.conf' ORDER BY 1",
    ),
  };
}
