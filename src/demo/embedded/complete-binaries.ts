import { chmod, readFile, stat, symlink } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';

const PROGRAMS = ['initdb', 'pg_ctl', 'postgres'];

/**
 * npm packages hold no symbolic links, and npm may refuse to run the script that makes them:
 * makes those that are missing in `native`, and sets the execute bits.
 */
export async function completeBinaries(native: string): Promise<void> {
  await Promise.all((await readSymlinks(native)).map((link) => makeSymlink(native, link)));
  await Promise.all(PROGRAMS.map((name) => makeExecutable(join(native, 'bin', name))));
}

interface Symlink {
  readonly source: string;
  readonly target: string;
}

async function readSymlinks(native: string): Promise<readonly Symlink[]> {
  const file = join(native, 'pg-symlinks.json');
  const content = await readFile(file, 'utf8').catch(ifMissing('[]'));
  const links: unknown = JSON.parse(content);
  if (!Array.isArray(links) || !links.every(isSymlink)) {
    throw new TypeError(`Expected ${file} to be a list of {source, target}.`);
  }
  return links;
}

function isSymlink(value: unknown): value is Symlink {
  if (typeof value !== 'object' || value === null) return false;
  const { source, target } = value as Partial<Symlink>;
  return typeof source === 'string' && typeof target === 'string';
}

// The paths in the list start with "native/"; source and target lie in the same folder.
async function makeSymlink(native: string, { source, target }: Symlink): Promise<void> {
  const path = join(native, relative('native', target));
  await symlink(basename(source), path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o111) !== 0o111) await chmod(path, mode | 0o111);
}

function ifMissing<T>(fallback: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return fallback;
    throw error;
  };
}
