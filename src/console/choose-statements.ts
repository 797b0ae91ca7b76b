import { sortRows } from './sort-rows.ts';
import type { StatementRow } from './statement-row.ts';

/** What `pgvitals queries` may be asked for; each has an order of its own. */
export const STATEMENT_CHOICES = ['top', 'slow', 'low-cache'] as const;
export type StatementChoice = (typeof STATEMENT_CHOICES)[number];

export interface StatementFilter {
  readonly choice: StatementChoice;
  readonly minSeconds: number;
  readonly maxCacheRatio: number;
  readonly sort: string | undefined;
  readonly database: string | undefined;
  readonly user: string | undefined;
}

/** Those that were asked for, the one that matters most first. */
export function chooseStatements(
  rows: readonly StatementRow[],
  filter: StatementFilter,
): readonly StatementRow[] {
  const wanted = rows.filter(
    (row) =>
      (filter.database ?? row.database) === row.database &&
      (filter.user ?? row.user) === row.user &&
      row.mean >= filter.minSeconds &&
      (filter.choice !== 'low-cache' || isCold(row, filter.maxCacheRatio)),
  );
  return sortRows(wanted, STATEMENT_SORTS[filter.sort ?? ORDER[filter.choice]] ?? (() => 0));
}

const ORDER: Readonly<Record<StatementChoice, string>> = {
  top: 'total',
  slow: 'mean',
  'low-cache': 'read',
};

/** A statement that touched a handful of blocks says nothing of the cache. */
const LEAST_BLOCKS = 100;

function isCold({ blocksHit, blocksRead, cacheHit }: StatementRow, max: number): boolean {
  return cacheHit !== null && cacheHit <= max && blocksHit + blocksRead >= LEAST_BLOCKS;
}

/** What `--sort` takes, each with what comes first. */
export const STATEMENT_SORTS: Readonly<Record<string, (row: StatementRow) => number>> = {
  total: ({ seconds }) => seconds,
  mean: ({ mean }) => mean,
  max: ({ most }) => most,
  calls: ({ calls }) => calls,
  rows: ({ rows }) => rows,
  read: ({ blocksRead }) => blocksRead,
  temp: ({ tempBlocks }) => tempBlocks,
  wal: ({ walBytes }) => walBytes,
  io: ({ ioSeconds }) => ioSeconds,
};
