import type { Connection } from '../target/connection.ts';
import { allNodes, type PlanNode } from './plan-node.ts';

/** What a plan does not say of the tables that it reads. */
export interface RelationFacts {
  readonly rows: number;
  readonly bytes: number;
  /** schema.table of the partitioned table that it belongs to, quoted where it must be. */
  readonly root: string | undefined;
  /** Its own schema.table, quoted where it must be. */
  readonly name: string;
}

/** Facts of every table of a plan by `schema.table`; the plan must be a verbose one. */
export async function relationFacts(
  connection: Connection,
  plan: PlanNode,
): Promise<ReadonlyMap<string, RelationFacts>> {
  const names = allNodes(plan).flatMap((node) =>
    node.Schema === undefined || node['Relation Name'] === undefined
      ? []
      : [[node.Schema, node['Relation Name']]],
  );
  if (names.length === 0) return new Map();
  const { rows } = await connection.query(SQL, { values: [JSON.stringify(names)] });
  return new Map(
    rows.map(([schema, table, tuples, bytes, root, name]) => [
      `${schema}.${table}`,
      {
        rows: Math.max(0, Number(tuples)),
        bytes: Number(bytes),
        root: root ?? undefined,
        name: name ?? '',
      },
    ]),
  );
}

const SQL = `SELECT /* pgvitals:explain */ n.nspname, c.relname, c.reltuples::bigint,
    greatest(c.relpages, 0) * pg_catalog.current_setting('block_size')::bigint,
    (SELECT pg_catalog.format('%I.%I', rn.nspname, r.relname) FROM pg_catalog.pg_class r
     JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
     WHERE c.relispartition AND r.oid = pg_catalog.pg_partition_root(c.oid)),
    pg_catalog.format('%I.%I', n.nspname, c.relname)
  FROM pg_catalog.json_array_elements($1::json) a
  JOIN pg_catalog.pg_namespace n ON n.nspname = a ->> 0
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = a ->> 1
  GROUP BY n.nspname, c.relname, c.reltuples, c.relpages, c.relispartition, c.oid`;
