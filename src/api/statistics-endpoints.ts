import { z } from 'zod';
import { DATABASE_COLUMNS, DATABASES_QUERIES, databaseRows } from '../console/databases-view.ts';
import { INDEX_SORTS, INDEXES_QUERIES, indexColumns, indexRows } from '../console/indexes-view.ts';
import { ratioOf } from '../console/ratio-of.ts';
import { rowObject } from '../console/row-object.ts';
import { sampleValue } from '../console/sample-value.ts';
import { sortRows } from '../console/sort-rows.ts';
import { TABLE_SORTS, TABLES_QUERIES, tableColumns, tableRows } from '../console/tables-view.ts';
import type { Endpoint, Parameter } from './endpoint.ts';
import { DATABASE, LIMIT, sortParameter } from './list-parameters.ts';
import { targetFamilies } from './target-families.ts';

const PROBLEMS: Parameter = {
  description: 'true: only those that are unused, duplicate or invalid.',
  schema: z.enum(['true', 'false']).default('false'),
};

/** Databases, tables and indexes, from the metrics of the catalog. */
export const STATISTICS_ENDPOINTS: readonly Endpoint[] = [
  {
    path: '/database-stats',
    summary: 'The server as a whole, and each database: size, sessions, transactions, cache hits.',
    parameters: {},
    async read(target, _given, { timeoutMs }) {
      const families = await targetFamilies(target, timeoutMs(), DATABASES_QUERIES);
      const rows = sortRows(databaseRows(families), ({ bytes }) => bytes);
      const sum = (of: (row: (typeof rows)[number]) => number | null) =>
        rows.reduce((all, row) => all + (of(row) ?? 0), 0);
      return {
        connections_used: sampleValue(families, 'pg_connections_used'),
        connections_max: sampleValue(families, 'pg_connections_max'),
        bytes: sum(({ bytes }) => bytes),
        cache_hit_ratio: ratioOf(
          sum(({ blocksHit }) => blocksHit),
          sum(({ blocksRead }) => blocksRead),
        ),
        databases: rows.map(rowObject(DATABASE_COLUMNS)),
      };
    },
  },
  {
    path: '/table-stats',
    summary: 'Tables with their size, use, dead rows and maintenance.',
    parameters: { limit: LIMIT, database: DATABASE, sort: sortParameter(TABLE_SORTS, 'size') },
    async read(target, given, { timeoutMs, unixSeconds }) {
      const families = await targetFamilies(target, timeoutMs(), TABLES_QUERIES);
      const database = given('database');
      const rows = tableRows(families).filter(({ datname }) => (database ?? datname) === datname);
      return sortRows(rows, TABLE_SORTS[String(given('sort'))] ?? (() => 0))
        .slice(0, Number(given('limit')))
        .map(rowObject(tableColumns(unixSeconds())));
    },
  },
  {
    path: '/index-usage',
    summary: 'Indexes with their size, their use, and what is wrong with them.',
    parameters: {
      limit: LIMIT,
      database: DATABASE,
      sort: sortParameter(INDEX_SORTS, 'size'),
      problems: PROBLEMS,
    },
    async read(target, given, { timeoutMs, unixSeconds }) {
      const families = await targetFamilies(target, timeoutMs(), INDEXES_QUERIES);
      const database = given('database');
      const rows = indexRows(families).filter(
        ({ datname, problems }) =>
          (database ?? datname) === datname &&
          (given('problems') !== 'true' || problems.length > 0),
      );
      return sortRows(rows, INDEX_SORTS[String(given('sort'))] ?? (() => 0))
        .slice(0, Number(given('limit')))
        .map(rowObject(indexColumns(unixSeconds())));
    },
  },
];
