import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { platform } from 'node:os';
import { delimiter, join } from 'node:path';

const INSTALL = {
  'prometheus-postgres-exporter': 'apt-get install prometheus-postgres-exporter',
  prometheus: 'apt-get install prometheus',
  psql: 'apt-get install postgresql-client',
  pgbench: 'apt-get install postgresql-15 (its pgbench is enough, its server is not used)',
};

/** Says what is missing and how to get it, one line each; nothing when all is there. */
export async function requirePrograms(names) {
  const lines = platform() === 'linux' ? [] : [`The figures come from /proc: Linux is needed.`];
  for (const name of new Set(names)) {
    if (await isInPath(name)) continue;
    lines.push(`${name} is not in the PATH. On Debian and Ubuntu: ${INSTALL[name]}`);
  }
  return lines;
}

async function isInPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = await Promise.all(
    folders.map((folder) =>
      access(join(folder, name), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
