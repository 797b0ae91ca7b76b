import { z } from 'zod';
import { durationSchema } from '../catalog/duration.ts';

/** One entry under `benchmarks`. */
export const benchmarkSchema = z
  .strictObject({
    name: z.string().min(1),
    sql: z.string().min(1),
    params: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).default([]),
    database: z.string().min(1).optional(),
    search_path: z.string().min(1).optional(),
    class: z.string().min(1).optional(),
    target: durationSchema.optional(),
    runs: z.int().min(1).max(10_000).default(30),
    writes: z.boolean().default(false),
  })
  .refine((entry) => entry.class !== undefined || entry.target !== undefined, {
    error: 'needs a class, whose target it is held to, or a target of its own, such as 50ms',
  });

export type BenchmarkEntry = z.output<typeof benchmarkSchema>;
