import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CliError } from './cli-error.ts';

interface ReportFile {
  /** A file, or a folder that is there or whose name ends with a slash. */
  readonly path: string;
  readonly server: string;
  /** Names the files of a folder: day, week, month or range. */
  readonly span: string;
  readonly extension: string;
  /** Of this server and span; the oldest go. */
  readonly keep: number | undefined;
}

/** Writes a report and gives its path; in a folder it gets the name of its day. */
export async function writeReport(text: string, file: ReportFile, now: Date): Promise<string> {
  const { extension, keep, path, server, span } = file;
  const isFolder = path.endsWith('/') || (await isDirectory(path));
  const prefix = `${server.replace(/[^\w.-]/g, '_')}_${span}_`;
  const stamp = now.toISOString().slice(0, 16).replace('T', '_').replace(':', '');
  const target = isFolder ? join(path, `${prefix}${stamp}.${extension}`) : path;
  try {
    await mkdir(dirname(target), { recursive: true });
    // Whoever reads it meanwhile sees the old one or the new one.
    await writeFile(`${target}.part`, text, { mode: 0o640 });
    await rename(`${target}.part`, target);
  } catch (cause) {
    throw new CliError(`the report cannot be written: ${(cause as Error).message}`, undefined, {
      cause,
    });
  }
  if (isFolder && keep !== undefined) {
    const names = (await readdir(path)).filter(
      (name) => name.startsWith(prefix) && name.endsWith(`.${extension}`),
    );
    for (const name of names.sort().reverse().slice(Math.max(1, keep))) await rm(join(path, name));
  }
  return target;
}

async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
