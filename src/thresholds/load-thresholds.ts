import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FileError } from '../yaml/problem.ts';
import { parseThresholds } from './parse-thresholds.ts';
import type { Threshold } from './threshold.ts';

/** The thresholds that come with the package. */
export const SHIPPED_THRESHOLDS = fileURLToPath(new URL('../../thresholds.yaml', import.meta.url));

/**
 * Reads a file of thresholds.
 * @throws FileError with every problem of the file
 */
export async function loadThresholds(
  file: string = SHIPPED_THRESHOLDS,
): Promise<readonly Threshold[]> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    const message = `cannot be read: ${cause.message}`;
    throw new FileError([{ file, line: 1, col: 1, message }], { cause });
  });
  const { problems, thresholds } = parseThresholds(file, text);
  if (problems.length > 0) throw new FileError(problems);
  return thresholds;
}
