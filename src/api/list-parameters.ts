import { z } from 'zod';
import type { Parameter } from './endpoint.ts';

/** How many rows are answered. */
export const LIMIT: Parameter = {
  description: 'At most so many rows.',
  schema: z.coerce.number().int().min(1).max(1000).default(20),
};

export const DATABASE: Parameter = {
  description: 'Only those of this database.',
  schema: z.string().optional(),
};

/** One of the orders that a list may have. */
export function sortParameter(sorts: Readonly<Record<string, unknown>>, first: string): Parameter {
  return {
    description: 'What comes first.',
    schema: z.enum(Object.keys(sorts)).default(first),
  };
}
