import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { aliasProblems } from './alias-problems.ts';
import { hidePasswords } from './hide-passwords.ts';
import { issueMessages } from './issue-message.ts';
import type { Path, Problem } from './problem.ts';
import { syntaxMessage } from './syntax-message.ts';

/** A YAML text and its place in the file for every path. */
export interface CheckedYaml<T> {
  /** Absent when there are problems. */
  readonly value?: T;
  readonly problems: readonly Problem[];
  /** A problem at the value of `path`, or at its key. */
  readonly problem: (path: Path, message: string, at?: 'key' | 'value') => Problem;
}

/** Parses one YAML document and checks it against `schema`; reports every problem with its place. */
export function checkYaml<S extends z.ZodType>(
  file: string,
  text: string,
  schema: S,
  options: { readonly merge?: boolean } = {},
): CheckedYaml<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...options, lineCounter: lines, prettyErrors: false });
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
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) =>
      problemAt(error.pos[0], syntaxMessage(error, text)),
    );
    return { problems, problem };
  }
  const aliases = aliasProblems(document).map(({ offset, message }) => problemAt(offset, message));
  if (aliases.length > 0) return { problems: aliases, problem };
  const data: unknown = document.toJS();
  const checked = schema.safeParse(data ?? {});
  if (checked.success) return { value: checked.data, problems: [], problem };
  const problems = checked.error.issues.flatMap((issue) =>
    issueMessages(issue, schema, data).map(({ path, message, at }) => problem(path, message, at)),
  );
  return { problems: problems.sort((a, b) => a.line - b.line || a.col - b.col), problem };
}

/** Where the value (or its key) stands; for what is absent, its nearest ancestor. */
function offsetOf(
  document: ReturnType<typeof parseDocument>,
  path: Path,
  at: 'key' | 'value',
): number {
  const parent = path.length === 0 ? document.contents : document.getIn(path.slice(0, -1), true);
  const key = at === 'key' ? keyOffset(parent, path.at(-1)) : undefined;
  if (key !== undefined) return key;
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (length < path.length && length > 0) {
      const owner = document.getIn(path.slice(0, length - 1), true);
      const offset = keyOffset(length === 1 ? document.contents : owner, path[length - 1]);
      if (offset !== undefined) return offset;
    }
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function keyOffset(map: unknown, key: PropertyKey | undefined): number | undefined {
  const { items } = (map ?? {}) as { items?: readonly unknown[] };
  for (const item of items ?? []) {
    const node = (item as { key?: unknown } | null)?.key;
    if (isNode(node) && node.range && String(node) === String(key)) return node.range[0];
  }
  return undefined;
}
