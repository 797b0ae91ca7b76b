import { z } from 'zod';
import { durationSchema } from '../catalog/duration.ts';
import { DASHBOARDS, PRESETS, SEVERITIES, THRESHOLD_CATEGORIES, UNITS } from './threshold.ts';

const text = z.string().min(1);

const LIMIT = 'expected a number, or off';
const limit = z.union([z.number(), z.literal('off')], { error: LIMIT });

/** Limits by severity; `off` takes away one that would hold otherwise. */
export const limitsSchema = z.partialRecord(z.enum(SEVERITIES), limit);

const durations = z.union([durationSchema, z.partialRecord(z.enum(SEVERITIES), durationSchema)]);

const guardSchema = z.union([text, z.strictObject({ expr: text, by: z.array(text).default([]) })]);

const seriesSchema = z.record(text, z.union([text, z.number()]).transform(String));

const exampleSchema = z.strictObject({
  good: z.number(),
  series: seriesSchema,
  idle: seriesSchema.optional(),
  others: z.array(seriesSchema).default([]),
  interval: durationSchema.default(60_000),
  at: durationSchema.optional(),
  step: z.number().positive().optional(),
  under: z.number().default(0),
});

const thresholdSchema = z.strictObject({
  category: z.enum(THRESHOLD_CATEGORIES),
  description: text,
  signal: text,
  per: z.array(text).default([]),
  worse: z.enum(['above', 'below']).default('above'),
  unit: z.enum(UNITS),
  limits: limitsSchema,
  presets: z.partialRecord(z.enum(PRESETS), limitsSchema).default({}),
  for: durations.default(0),
  guard: guardSchema.optional(),
  summary: text,
  detail: text,
  sql: text,
  dashboard: z.enum(DASHBOARDS),
  example: exampleSchema,
});

/** thresholds.yaml. */
export const thresholdsSchema = z.record(
  z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected a name of small letters, digits and _'),
  thresholdSchema,
);

export type ThresholdEntry = z.output<typeof thresholdSchema>;
export type LimitsEntry = z.output<typeof limitsSchema>;
