import { z } from 'zod';
import { durationSchema } from './duration.ts';
import { LINT_CODES } from './lint/codes.ts';
import {
  CATEGORIES,
  FEEDS,
  PARAMETERS,
  PROGRESS_COMMANDS,
  ROLES,
  SCOPES,
  USAGES,
} from './query.ts';

const oneOrMore = z.union([z.string().min(1), z.array(z.string().min(1))], {
  error: 'expected a text or a list of texts',
});

const requiresSchema = z.strictObject({
  version: z.union([z.string(), z.number()]).transform(String).optional(),
  role: z.enum(ROLES).default('any'),
  extension: oneOrMore.optional(),
  privilege: oneOrMore.optional(),
  predicate: z.string().min(1).optional(),
});

const columnSchema = z.strictObject({
  usage: z.enum(USAGES),
  description: z.string().min(1).optional(),
  rename: z.string().min(1).optional(),
  scale: z.number().optional(),
  default: z.union([z.string(), z.number()]).transform(String).optional(),
  constant: z.number().transform(String).optional(),
});

export const querySchema = z.strictObject({
  name: z.string().min(1).optional(),
  description: z.string().min(1),
  question: z.string().min(1).optional(),
  category: z.enum(CATEGORIES),
  scope: z.enum(SCOPES).default('server'),
  enabled: z.boolean().default(true),
  requires: requiresSchema.prefault({}),
  ttl: durationSchema.default(0),
  timeout: durationSchema.default(1000),
  max_series: z.int().min(1).default(10_000),
  schemas: z.array(z.string().min(1)).default([]),
  parameters: z.array(z.enum(PARAMETERS)).min(1).optional(),
  lint: z.array(z.enum(LINT_CODES)).min(1).optional(),
  query: z.union([z.string(), z.record(z.string(), z.string())], {
    error: 'expected SQL, or a map from a version range to SQL',
  }),
  while: z.enum(PROGRESS_COMMANDS).optional(),
  feed: z.enum(FEEDS).optional(),
  pivot: z.strictObject({ name: z.string().min(1), value: z.string().min(1) }).optional(),
  metrics: z.array(z.record(z.string(), columnSchema)).min(1),
});

export type QueryEntry = z.output<typeof querySchema>;
export type ColumnEntry = z.output<typeof columnSchema>;

/** One catalog file: a map from the name of a query to its definition. */
export const catalogSchema = z.record(
  z.string(),
  z.preprocess((entry) => (isSwitchedOff(entry) ? SWITCHED_OFF : entry), querySchema),
);

/** `{ enabled: false }` and nothing else takes a query of an earlier file out. */
function isSwitchedOff(entry: unknown): boolean {
  const { enabled, ...rest } = (entry ?? {}) as { enabled?: unknown };
  return enabled === false && Object.keys(rest).length === 0;
}

const SWITCHED_OFF = {
  description: 'switched off',
  category: 'realtime',
  query: 'SELECT',
  metrics: [{}],
  enabled: false,
};
