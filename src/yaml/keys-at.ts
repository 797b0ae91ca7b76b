import type { z } from 'zod';
import type { Path } from './problem.ts';

/** The keys that the map at `path` may have, as far as the schema names them. */
export function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  return keysOf(path.reduce<unknown>((current, key) => child(current, key), schema));
}

interface Definition {
  readonly type?: string;
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly valueType?: unknown;
  readonly innerType?: unknown;
  readonly in?: unknown;
  readonly out?: unknown;
  readonly options?: readonly unknown[];
}

function child(schema: unknown, key: PropertyKey): unknown {
  const definition = bare(schema);
  if (definition?.options !== undefined) {
    return definition.options.map((option) => child(option, key)).find(Boolean);
  }
  return definition?.shape?.[String(key)] ?? definition?.element ?? definition?.valueType;
}

function keysOf(schema: unknown): readonly string[] {
  const definition = bare(schema);
  return definition?.options?.flatMap(keysOf) ?? Object.keys(definition?.shape ?? {});
}

/** Looks through optional, default, transform and the like. */
function bare(schema: unknown): Definition | undefined {
  const definition = (schema as { def?: Definition } | undefined)?.def;
  // What comes out of preprocessing is checked, otherwise what goes in.
  const piped = isTransform(definition?.in) ? definition?.out : definition?.in;
  const inner = definition?.innerType ?? piped;
  return inner === undefined ? definition : bare(inner);
}

function isTransform(schema: unknown): boolean {
  return (schema as { def?: Definition } | undefined)?.def?.type === 'transform';
}
