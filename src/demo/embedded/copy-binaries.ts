import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { promisify } from 'node:util';
import { completeBinaries } from './complete-binaries.ts';

/** Copies a `native` folder to `copy`, where every user may read it. */
export async function copyBinaries(native: string, copy: string): Promise<void> {
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  // An installation may be closed to others (umask 077) or read-only, and so is its copy.
  await promisify(execFile)('chmod', ['-R', 'u+rwX,a+rX', copy]);
  await completeBinaries(copy);
}
