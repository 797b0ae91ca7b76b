import type { Path } from '../yaml/problem.ts';

/** Notes a problem at a path of the file that is being read. */
export type Report = (path: Path, message: string, at?: 'key' | 'value') => void;
