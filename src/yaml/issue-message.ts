import type { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { keysAt } from './keys-at.ts';
import { type Path, pathPrefix } from './problem.ts';

export interface IssueContext {
  readonly schema: z.ZodType;
  /** What was checked. */
  readonly data: unknown;
  /** Quotes a value only where the schema lists the allowed ones. */
  readonly hideValues: boolean;
}

interface IssueMessage {
  readonly path: Path;
  readonly message: string;
  readonly at: 'key' | 'value';
}

/** What zod found, in words: what was found, what was expected, what to do. */
export function issueMessages(
  issue: z.core.$ZodIssue,
  context: IssueContext,
): readonly IssueMessage[] {
  const { path } = issue;
  const prefix = pathPrefix(path.map((key) => shownKey(String(key))));
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(context.schema, path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `${unknownKey(key, known)}; known here: ${known.join(', ')}`,
      at: 'key',
    }));
  }
  if (issue.code === 'invalid_key') {
    const message = issue.issues.map((cause) => cause.message).join('; ');
    return [{ path, message: `${prefix}${message}`, at: 'key' }];
  }
  const inner = issue.code === 'invalid_union' ? branchThatWasMeant(issue.errors) : undefined;
  if (inner !== undefined) {
    return inner.flatMap((cause) =>
      issueMessages({ ...cause, path: [...path, ...cause.path] }, context),
    );
  }
  const found = valueAt(context.data, path);
  const message = `${prefix}${expectation(issue, found, context.hideValues)}`;
  return [{ path, message, at: 'value' }];
}

/** Without a space after its colon in { }, a key takes in its value, which may be a password. */
function shownKey(key: string): string {
  return key.replace(/:.+/s, ':...');
}

function unknownKey(key: string, known: readonly string[]): string {
  const shown = shownKey(key);
  if (shown === key) return `unknown key "${key}"${didYouMean(key, known)}`;
  return `unknown key "${shown}"; is a space missing after the colon?`;
}

/** Of the alternatives, the first whose type is that of the value; its unknown keys say most. */
function branchThatWasMeant(
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  const meant = branches.find((issues) =>
    issues.every(({ code, path }) => code !== 'invalid_type' || path.length > 0),
  );
  const unknownKeys = meant?.filter(({ code }) => code === 'unrecognized_keys') ?? [];
  return unknownKeys.length > 0 ? unknownKeys : meant;
}

function expectation(issue: z.core.$ZodIssue, found: unknown, hideValues: boolean): string {
  switch (issue.code) {
    case 'invalid_type': {
      const expected = typeName(issue.expected);
      if (found === undefined) return `is missing; expected ${expected}`;
      const hidden = hideValues || STRUCTURES.has(issue.expected);
      return `expected ${expected}, found ${hidden ? kind(found) : show(found)}`;
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      if (found === undefined) return `is missing; expected one of ${values.join(', ')}`;
      const hint = didYouMean(String(found), values);
      return `expected one of ${values.join(', ')}, found ${show(found)}${hint}`;
    }
    case 'invalid_union':
      return found === undefined
        ? `is missing; ${alternatives(issue)}`
        : `${alternatives(issue)}, found ${kind(found)}`;
    case 'too_small':
      if (issue.origin === 'string') return 'is empty; expected a text';
      if (issue.origin === 'array')
        return 'expected a list with at least one entry, found an empty one';
      return `expected at least ${issue.minimum}, found ${hideValues ? 'less' : show(found)}`;
    case 'too_big':
      return `expected at most ${issue.maximum}, found ${hideValues ? 'more' : show(found)}`;
    default:
      return issue.message;
  }
}

function alternatives({ errors, message }: z.core.$ZodIssueInvalidUnion): string {
  if (message !== 'Invalid input') return message;
  const types = errors.flat().flatMap((issue) => ('expected' in issue ? [issue.expected] : []));
  return `expected ${[...new Set(types)].map((type) => typeName(String(type))).join(' or ')}`;
}

/** Where a map or a list is expected, a text may be a connection URL with its password. */
const STRUCTURES: ReadonlySet<string> = new Set(['object', 'record', 'array']);

function typeName(type: string): string {
  return TYPE_NAMES[type] ?? type;
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

/** Scalars only, and short: a text may be long, a map may hold a secret. */
function show(found: unknown): string {
  if (found === null || typeof found === 'object') return kind(found);
  const text = JSON.stringify(found);
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

function kind(found: unknown): string {
  if (found === null || found === undefined) return 'nothing';
  if (Array.isArray(found)) return 'a list';
  return typeName(typeof found);
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key],
    data,
  );
}
