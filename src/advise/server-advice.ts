import { counted } from '../console/counted.ts';
import type { DatabaseRow } from '../console/databases-view.ts';
import { formatBytes } from '../console/format-bytes.ts';
import { formatCount } from '../console/format-count.ts';
import { formatRatio } from '../console/format-ratio.ts';
import { formatSeconds } from '../console/format-seconds.ts';
import type { TableRow } from '../console/tables-view.ts';
import type { Advice } from './advice.ts';
import { sqlName } from './sql-name.ts';

const LEAST_DEAD = 10_000;
const WEEK = 7 * 86_400;

/** Tables that want a VACUUM or an ANALYZE. */
export function vacuumAdvice(tables: readonly TableRow[], now: number): readonly Advice[] {
  return tables.flatMap((row): readonly Advice[] => {
    const { changedRows, datname: database, deadRatio, deadRows, liveRows } = row;
    const name = sqlName(row.schemaname, row.relname);
    const ago = row.lastVacuum === null ? 'never' : `${formatSeconds(now - row.lastVacuum)} ago`;
    if ((deadRows ?? 0) >= LEAST_DEAD && (deadRatio ?? 0) > 0.2) {
      return [
        {
          kind: 'vacuum',
          weight: deadRows ?? 0,
          database,
          what: `${name} has ${formatCount(deadRows)} dead rows, ${formatRatio(deadRatio)} of all`,
          why: `last vacuum: ${ago}; if that happens often, lower autovacuum_vacuum_scale_factor of the table, and look for old transactions`,
          action: `VACUUM (ANALYZE) ${name};`,
        },
      ];
    }
    const analyzed = row.lastAnalyze === null || now - row.lastAnalyze > WEEK;
    if (analyzed && (liveRows ?? 0) >= LEAST_DEAD && (changedRows ?? 0) > (liveRows ?? 0) * 0.2) {
      return [
        {
          kind: 'vacuum',
          weight: changedRows ?? 0,
          database,
          what: `${name} has changed by ${counted(changedRows, 'row')} since it was analyzed`,
          why: 'the planner goes by numbers that are no longer true',
          action: `ANALYZE ${name};`,
        },
      ];
    }
    return [];
  });
}

export interface ConnectionFigures {
  readonly used: number | null;
  readonly max: number | null;
}

/** Too many connections, or sessions that hold something for too long. */
export function connectionAdvice(
  databases: readonly DatabaseRow[],
  { max, used }: ConnectionFigures,
): readonly Advice[] {
  const common = { kind: 'connections', database: undefined, action: undefined } as const;
  const share = used !== null && max !== null && max > 0 ? used / max : 0;
  const full =
    share < 0.8
      ? []
      : [
          {
            ...common,
            weight: share * 1e9,
            what: `${formatCount(used)} of ${formatCount(max)} connections are in use`,
            why: 'the next ones are refused: let a pooler such as PgBouncer share them, or raise max_connections (needs a restart and memory)',
          },
        ];
  const idle = databases
    .filter(({ idleInTransaction }) => (idleInTransaction ?? 0) >= 5)
    .map(({ datname, idleInTransaction }) => ({
      ...common,
      weight: idleInTransaction ?? 0,
      what: `${formatCount(idleInTransaction)} sessions of ${datname} idle in a transaction`,
      why: 'they hold locks, and keep vacuum from removing dead rows; does the application commit?',
      action:
        "ALTER SYSTEM SET idle_in_transaction_session_timeout = '5min'; SELECT pg_reload_conf();",
    }));
  const aborted = databases
    .filter(({ commits, rollbackRatio }) => (commits ?? 0) > 10_000 && (rollbackRatio ?? 0) > 0.1)
    .map(({ datname, rollbackRatio }) => ({
      ...common,
      weight: 1,
      what: `${formatRatio(rollbackRatio)} of the transactions of ${datname} are rolled back`,
      why: 'the log of the server tells which errors end them',
    }));
  return [...full, ...idle, ...aborted];
}

export interface MemoryFigures {
  readonly sharedBuffers: number | null;
}

/** Databases that read much from disk, or write much to temporary files. */
export function memoryAdvice(
  databases: readonly DatabaseRow[],
  { sharedBuffers }: MemoryFigures,
): readonly Advice[] {
  return databases.flatMap((row): readonly Advice[] => {
    const { blocksRead, bytes, cacheHit, datname: database, tempBytes, tempFiles } = row;
    const common = { kind: 'cache', database: undefined } as const;
    const cold =
      (blocksRead ?? 0) < 100_000 || (cacheHit ?? 1) >= 0.95
        ? []
        : [
            {
              ...common,
              weight: (blocksRead ?? 0) * 8192,
              what: `${database} finds ${formatRatio(cacheHit)} of its blocks in shared buffers`,
              why: `the database has ${formatBytes(bytes)}, shared_buffers ${formatBytes(sharedBuffers) || 'an unknown size'}; "pgvitals queries low-cache" tells which statements read the most`,
              action: raise(sharedBuffers),
            },
          ];
    const spilling =
      (tempBytes ?? 0) < 1024 ** 3
        ? []
        : [
            {
              ...common,
              weight: tempBytes ?? 0,
              what: `${database} has written ${formatBytes(tempBytes)} to ${formatCount(tempFiles)} temporary files`,
              why: 'sorts and hashes did not fit work_mem; "pgvitals queries --sort temp" tells which',
              action: undefined,
            },
          ];
    return [...cold, ...spilling];
  });
}

/** A default of 128 MB is for the smallest of machines. */
function raise(sharedBuffers: number | null): string | undefined {
  if (sharedBuffers === null || sharedBuffers >= 1024 ** 3) return undefined;
  return "ALTER SYSTEM SET shared_buffers = '25% of the memory';  -- for example 4GB; needs a restart";
}
