import type { ServerFacts } from './facts.ts';
import type { ReadSession } from './read-session.ts';

/** What a PgBouncer says of itself; `versionNum` of 1.18.0 is 10018. */
export async function readConsoleFacts(
  session: ReadSession,
  user: string,
  timeoutMs: number,
): Promise<ServerFacts> {
  const { rows } = await session.read({ sql: 'SHOW VERSION', timeoutMs });
  const text = rows[0]?.[0] ?? '';
  const [, version, major, minor] = /^PgBouncer ((\d+)\.(\d+)\S*)/i.exec(text) ?? [];
  if (version === undefined) {
    const found = text === '' ? 'no row' : `"${text}"`;
    throw new Error(
      `SHOW VERSION gave ${found}, expected such as "PgBouncer 1.18.0"; is this the console of PgBouncer 1.12 or newer?`,
    );
  }
  return Object.freeze({
    versionNum: Number(major) * 10_000 + Number(minor),
    version,
    role: 'pooler',
    user,
    superuser: false,
    privileges: new Set<string>(),
    databases: [],
  });
}
