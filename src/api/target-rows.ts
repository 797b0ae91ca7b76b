import { isSkipped } from '../scrape/outcome.ts';
import type { ScrapeTarget } from '../scrape/scrape-target.ts';
import { failureOf } from '../target/failure.ts';
import { ApiError } from './api-error.ts';

type Row = Readonly<Record<string, string | null>>;

/**
 * The rows of a console query by the names of their columns.
 * @throws ApiError when the server cannot be reached or cannot answer this
 */
export async function targetRows(
  target: ScrapeTarget,
  id: string,
  asked: readonly string[],
  timeoutMs: number,
): Promise<readonly Row[]> {
  const { outcomes } = await target.read(new Map([[id, asked]]), timeoutMs).catch((cause) => {
    const { message, reason } = failureOf(cause);
    throw new ApiError(503, `target ${target.name} cannot be reached (${reason}): ${message}`, {
      cause,
    });
  });
  if (outcomes.length === 0) throw new ApiError(400, `target ${target.name} is not a PostgreSQL`);
  const rows: Row[] = [];
  for (const outcome of outcomes) {
    if (isSkipped(outcome)) {
      const { detail, remedy } = outcome.skip;
      throw new ApiError(503, remedy === '' ? detail : `${detail}; ${remedy}`);
    }
    if (outcome.failure !== undefined) throw new ApiError(503, outcome.failure.message);
    const { columns = [], rows: found = [] } = outcome.result?.table ?? {};
    for (const row of found) {
      rows.push(Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])));
    }
  }
  return rows;
}
