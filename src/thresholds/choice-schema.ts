import { z } from 'zod';
import { durationSchema } from '../catalog/duration.ts';
import { PRESETS } from './threshold.ts';

const limit = z
  .union([z.number(), z.literal('off')], { error: 'expected a number, or off' })
  .optional();

/** What a configuration says of thresholds: a preset, and single values. */
export const thresholdChoiceSchema = z.strictObject({
  preset: z.enum(PRESETS).optional(),
  values: z
    .record(
      z.string(),
      z.strictObject({
        critical: limit,
        warning: limit,
        info: limit,
        for: durationSchema.optional(),
      }),
    )
    .default({}),
});

export type ThresholdChoice = z.output<typeof thresholdChoiceSchema>;
