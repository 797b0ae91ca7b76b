import type { z } from 'zod';
import type { ScrapeTarget } from '../scrape/scrape-target.ts';
import type { ApiOptions } from './api-options.ts';

/** One address of the API: what it takes, what it answers, and what is told of it. */
export interface Endpoint {
  readonly path: string;
  readonly summary: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly read: (
    target: ScrapeTarget,
    given: (name: string) => string | number | undefined,
    options: ApiOptions,
  ) => Promise<unknown>;
}

export interface Parameter {
  readonly description: string;
  readonly schema: z.ZodType<string | number | undefined>;
}
