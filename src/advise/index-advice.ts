import { counted } from '../console/counted.ts';
import { formatBytes } from '../console/format-bytes.ts';
import type { IndexRow } from '../console/indexes-view.ts';
import type { TableRow } from '../console/tables-view.ts';
import type { Advice } from './advice.ts';
import { sqlName } from './sql-name.ts';

/** Smaller ones are not worth a thought. */
const LEAST_BYTES = 1024 * 1024;

/** Indexes that are unused, duplicate, invalid or bloated. */
export function indexAdvice(indexes: readonly IndexRow[]): readonly Advice[] {
  return indexes.flatMap((row): readonly Advice[] => {
    const { bytes, datname: database, indexrelname, problems, relname, schemaname } = row;
    const name = sqlName(schemaname, indexrelname);
    const size = formatBytes(bytes);
    const common = { database, weight: bytes ?? 0 } as const;
    const drop = `DROP INDEX CONCURRENTLY ${name};`;
    if (problems.includes('invalid')) {
      const why = 'a build of it failed; it is kept up to date and never used';
      return [
        {
          ...common,
          kind: 'index',
          what: `${name} (${size}) is invalid`,
          why,
          action: `REINDEX INDEX CONCURRENTLY ${name};`,
        },
      ];
    }
    if ((bytes ?? 0) < LEAST_BYTES) return [];
    if (problems.includes('duplicate')) {
      const why = `another index of ${sqlName(schemaname, relname)} is the same`;
      return [
        {
          ...common,
          kind: 'unused index',
          what: `${name} (${size}) is a duplicate`,
          why,
          action: drop,
        },
      ];
    }
    if (problems.includes('unused')) {
      const why =
        'no scan since the statistics were reset; look at the standbys, too, and whether a rare report needs it';
      return [
        {
          ...common,
          kind: 'unused index',
          what: `${name} (${size}) is not used`,
          why,
          action: drop,
        },
      ];
    }
    if ((row.bloatRatio ?? 0) > 0.5) {
      const why = `about ${formatBytes(row.bloatBytes)} of it are empty`;
      const action = `REINDEX INDEX CONCURRENTLY ${name};`;
      return [
        {
          ...common,
          weight: row.bloatBytes ?? 0,
          kind: 'index',
          what: `${name} (${size}) is bloated`,
          why,
          action,
        },
      ];
    }
    return [];
  });
}

export interface UnindexedKey {
  readonly database: string;
  readonly schema: string;
  readonly table: string;
  readonly constraint: string;
  /** Quoted where they must be. */
  readonly columns: string;
  readonly partitioned: boolean;
  readonly bytes: number;
}

/** Foreign keys that make deletes and updates of the other table read this one. */
export function keyAdvice(keys: readonly UnindexedKey[]): readonly Advice[] {
  return keys
    .filter(({ bytes, partitioned }) => partitioned || bytes >= LEAST_BYTES)
    .map(({ bytes, columns, constraint, database, partitioned, schema, table }) => ({
      kind: 'index',
      weight: bytes,
      database,
      what: `${sqlName(schema, table)} has no index for the foreign key ${sqlName(constraint)}`,
      why: 'each delete in the table that it refers to reads all of this one',
      action: `CREATE INDEX ${partitioned ? '' : 'CONCURRENTLY '}ON ${sqlName(schema, table)} (${columns});`,
    }));
}

const LEAST_ROWS = 10_000;

/** Large tables that are read from end to end most of the time. */
export function scanAdvice(tables: readonly TableRow[]): readonly Advice[] {
  return tables.flatMap((row): readonly Advice[] => {
    const { datname: database, indexUse, liveRows, relname, schemaname, seqRows, seqScans } = row;
    if ((liveRows ?? 0) < LEAST_ROWS || (seqScans ?? 0) < 10 || (indexUse ?? 1) > 0.8) return [];
    const name = sqlName(schemaname, relname);
    return [
      {
        kind: 'index',
        weight: seqRows ?? 0,
        database,
        what: `${name} (${counted(liveRows, 'row')}) was read from end to end ${counted(seqScans, 'time')}`,
        why: `${counted(seqRows, 'row')} ${seqRows === 1 ? 'was' : 'were'} read for that; "pgvitals queries" and "explain-query" tell for which statements`,
        action: undefined,
      },
    ];
  });
}
