import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The first of these programs that is on `path`, by its full name. */
export async function findProgram(
  names: readonly string[],
  path: string,
): Promise<string | undefined> {
  const folders = path.split(delimiter).filter((entry) => entry !== '');
  for (const name of names) {
    // Debian keeps servers where only root looks.
    for (const folder of [...folders, '/usr/local/sbin', '/usr/sbin']) {
      const file = join(folder, name);
      if (await isExecutable(file)) return file;
    }
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
