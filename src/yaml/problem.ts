/** Keys and list positions that lead to a value in a YAML document. */
export type Path = readonly PropertyKey[];

/** Something wrong in a file that a person wrote; line and col count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly col: number;
  readonly message: string;
}

/** All problems of one or more files at once. */
export class FileError extends Error {
  readonly code = 'INVALID_FILE';
  override readonly name = 'FileError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(formatProblem).join('\n'), options);
    this.problems = problems;
  }
}

/** Says at the start of a message what it is about. */
export function pathPrefix(path: Path): string {
  return path.length === 0 ? '' : `${path.map(String).join('.')}: `;
}

export function formatProblem({ file, line, col, message }: Problem): string {
  return `${file}:${line}:${col}: ${message}`;
}

/** Sorts problems of one file by line and column. */
export function byPlace(a: Problem, b: Problem): number {
  return a.line - b.line || a.col - b.col;
}
