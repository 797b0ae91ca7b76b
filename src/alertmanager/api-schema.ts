import { z } from 'zod';

const labels = z.record(z.string(), z.string());

export const matcherSchema = z.object({
  name: z.string(),
  value: z.string(),
  isRegex: z.boolean(),
  /** Absent before 0.22, which knew no other. */
  isEqual: z.boolean().default(true),
});

export const alertSchema = z.object({
  labels,
  annotations: labels.default({}),
  startsAt: z.string(),
  endsAt: z.string(),
  fingerprint: z.string(),
  receivers: z.array(z.object({ name: z.string() })).default([]),
  status: z.object({
    state: z.enum(['unprocessed', 'active', 'suppressed']),
    silencedBy: z.array(z.string()).default([]),
    inhibitedBy: z.array(z.string()).default([]),
  }),
});

export const silenceSchema = z.object({
  id: z.string(),
  matchers: z.array(matcherSchema),
  startsAt: z.string(),
  endsAt: z.string(),
  createdBy: z.string(),
  comment: z.string(),
  status: z.object({ state: z.enum(['active', 'pending', 'expired']) }),
});

export type Matcher = z.output<typeof matcherSchema>;
export type Alert = z.output<typeof alertSchema>;
export type Silence = z.output<typeof silenceSchema>;
