import { readFile, stat } from 'node:fs/promises';

/** What reading a web configuration needs of a file system. */
export interface WebConfigFs {
  /** The whole file as UTF-8 text. */
  readFile(path: string): Promise<string>;
  /** A text that changes whenever the file may have changed; rejects like stat. */
  fingerprint(path: string): Promise<string>;
}

export const nodeFs: WebConfigFs = {
  readFile: (path) => readFile(path, 'utf8'),
  fingerprint: async (path) => {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    // ctime catches a chmod and a copy that keeps mtime; ino catches a swapped symbolic link.
    return `${mtimeMs}:${ctimeMs}:${size}:${ino}`;
  },
};

/** Why a file could not be read, as the end of a sentence that starts with its path. */
export function fsProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return FS_PROBLEMS[code] ?? `cannot be read (${code})`;
}

const FS_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by the user that runs the exporter',
  EISDIR: 'is a directory, expected a file',
};
