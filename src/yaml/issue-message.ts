import type { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { keysAt } from './keys-at.ts';
import type { Path } from './problem.ts';

interface IssueMessage {
  readonly path: Path;
  readonly message: string;
  readonly at: 'key' | 'value';
}

/** What zod found, in words: what was found, what was expected, what to do. */
export function issueMessages(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  data: unknown,
): readonly IssueMessage[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `unknown key "${key}"${didYouMean(key, known)}; known here: ${known.join(', ')}`,
      at: 'key',
    }));
  }
  const found = valueAt(data, path);
  return [{ path, message: `${name(path)}${expectation(issue, found)}`, at: 'value' }];
}

function expectation(issue: z.core.$ZodIssue, found: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return found === undefined
        ? `is missing; expected ${TYPE_NAMES[issue.expected] ?? issue.expected}`
        : `expected ${TYPE_NAMES[issue.expected] ?? issue.expected}, found ${show(found)}`;
    case 'invalid_value': {
      const values = issue.values.map(String);
      if (found === undefined) return `is missing; expected one of ${values.join(', ')}`;
      const hint = didYouMean(String(found), values);
      return `expected one of ${values.join(', ')}, found ${show(found)}${hint}`;
    }
    case 'too_small':
      return `expected at least ${issue.minimum}, found ${show(found)}`;
    case 'too_big':
      return `expected at most ${issue.maximum}, found ${show(found)}`;
    default:
      return issue.message;
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

function name(path: Path): string {
  return path.length === 0 ? '' : `${path.map(String).join('.')}: `;
}

/** Scalars only, and short: a text may be long, a map may hold a secret. */
function show(found: unknown): string {
  if (Array.isArray(found)) return 'a list';
  if (found === null) return 'nothing';
  if (typeof found === 'object') return 'a map';
  const text = JSON.stringify(found);
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key],
    data,
  );
}
