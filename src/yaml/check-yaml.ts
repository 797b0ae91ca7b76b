import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { documentProblems } from './document-problems.ts';
import { hidePasswords } from './hide-passwords.ts';
import { issueMessages } from './issue-message.ts';
import { offsetOf } from './offset-of.ts';
import { byPlace, type Path, type Problem } from './problem.ts';

/** A YAML text and its place in the file for every path. */
export interface CheckedYaml<T> {
  /** Absent when there are problems. */
  readonly value?: T;
  /** In the order of the file. */
  readonly problems: readonly Problem[];
  /** A problem at the value of `path`, or at its key. */
  readonly problem: (path: Path, message: string, at?: 'key' | 'value') => Problem;
}

export interface CheckYamlOptions {
  /** Takes `<<` as the merge key of YAML 1.1; default false. */
  readonly merge?: boolean;
  /** Messages quote a value only where the schema lists the allowed ones; default false. */
  readonly hideValues?: boolean;
}

/** Parses one YAML document and checks it against `schema`; reports every problem with its place. */
export function checkYaml<S extends z.ZodType>(
  file: string,
  text: string,
  schema: S,
  { merge = false, hideValues = false }: CheckYamlOptions = {},
): CheckedYaml<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    merge,
    lineCounter: lines,
    // Pretty errors quote the file, which may hold a password.
    prettyErrors: false,
    // Paths are made of texts: a key 13 would not be found as "13".
    stringKeys: true,
  });
  const problemAt = (offset: number, message: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return {
      file,
      line: Math.max(1, line),
      col: Math.max(1, col),
      message: hidePasswords(message),
    };
  };
  const problem: CheckedYaml<unknown>['problem'] = (path, message, at = 'value') =>
    problemAt(offsetOf(document, path, at), message);
  const broken = documentProblems(document, text);
  if (broken.length > 0) {
    const problems = broken.map(({ offset, message }) => problemAt(offset, message));
    return { problems: problems.sort(byPlace), problem };
  }
  const data: unknown = document.toJS();
  const checked = schema.safeParse(data ?? {});
  if (checked.success) return { value: checked.data, problems: [], problem };
  const problems = checked.error.issues
    .flatMap((issue) => issueMessages(issue, { schema, data, hideValues }))
    .map(({ path, message, at }) => problem(path, message, at));
  return { problems: problems.sort(byPlace), problem };
}
