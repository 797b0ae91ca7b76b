import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import type { Problem } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;

/**
 * Problems in words for what zod found.
 * Values are quoted only where the schema lists the allowed ones: there they are never secret.
 */
export function describeIssues(
  issues: readonly Issue[],
  value: unknown,
  knownKeys: (path: readonly PropertyKey[]) => readonly string[] | undefined,
): readonly Problem[] {
  return issues.flatMap((issue): readonly Problem[] => {
    const found = valueAt(value, issue.path);
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          path: [...issue.path, key],
          message: unknownKey(key, knownKeys(issue.path) ?? []),
          onKey: true,
        }));
      case 'invalid_type':
        return [
          {
            path: issue.path,
            message: `expected ${kindName(issue.expected)}, found ${kindOf(found)}`,
          },
        ];
      case 'invalid_value':
        return [{ path: issue.path, message: notOneOf(found, issue.values.map(String)) }];
      case 'invalid_key':
        return issue.issues.map(({ message }) => ({ path: issue.path, message, onKey: true }));
      default:
        return [{ path: issue.path, message: issue.message }];
    }
  });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined,
    value,
  );
}

function notOneOf(found: unknown, allowed: readonly string[]): string {
  if (typeof found !== 'string')
    return `expected one of ${allowed.join(', ')}, found ${kindOf(found)}`;
  const meant = likeliest(found, allowed);
  return meant === undefined
    ? `expected one of ${allowed.join(', ')}, found "${found}"`
    : `unknown value "${found}"; did you mean "${meant}"?`;
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = likeliest(key, known);
  return `unknown key; ${meant === undefined ? `expected one of ${known.join(', ')}` : `did you mean "${meant}"?`}`;
}

/** The one candidate that is clearly nearest; undefined when none or several are. */
function likeliest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const ranked = candidates
    .map((name) => ({ name, far: distance(lower, name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  const [best, second] = ranked;
  if (best !== undefined && best.far <= best.name.length / 3 && best.far !== second?.far)
    return best.name;
  const longer = candidates.filter((name) => lower !== '' && name.toLowerCase().includes(lower));
  return longer.length === 1 ? longer[0] : undefined;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return kindName(typeof value);
}

function kindName(type: string): string {
  return KINDS[type] ?? `a ${type}`;
}

const KINDS: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'a text',
  boolean: 'true or false',
  int: 'a whole number',
};
