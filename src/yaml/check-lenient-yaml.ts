import type { z } from 'zod';
import { type CheckedYaml, checkYaml } from './check-yaml.ts';
import type { Problem } from './problem.ts';
import { reindentQuoted } from './reindent-quoted.ts';

/** As `checkYaml`, for files that Go's YAML parser takes: merge keys, badly indented quoted text. */
export function checkLenientYaml<S extends z.ZodType>(
  file: string,
  text: string,
  schema: S,
): CheckedYaml<z.output<S>> {
  const { shifts, text: fixed } = reindentQuoted(text);
  const inFile = (problem: Problem): Problem => ({
    ...problem,
    col: Math.max(1, problem.col - (shifts.get(problem.line) ?? 0)),
  });
  const checked = checkYaml(file, fixed, schema, { merge: true });
  return {
    ...checked,
    problems: checked.problems.map(inFile),
    problem: (path, message, at) => inFile(checked.problem(path, message, at)),
  };
}
