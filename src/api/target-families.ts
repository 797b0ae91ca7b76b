import type { Family } from '../metrics/family.ts';
import type { ScrapeTarget } from '../scrape/scrape-target.ts';
import { ApiError } from './api-error.ts';

/**
 * The metrics of some catalog queries, or of all.
 * @throws ApiError when the server cannot be reached
 */
export async function targetFamilies(
  target: ScrapeTarget,
  timeoutMs: number,
  queries: readonly string[] = [],
): Promise<readonly Family[]> {
  const { families, up } = await target.scrape({ queries, timeoutMs }).catch((cause: Error) => {
    throw new ApiError(503, cause.message, { cause });
  });
  if (up) return families;
  throw new ApiError(503, `target ${target.name} cannot be reached; pg_up in /metrics says why`);
}
