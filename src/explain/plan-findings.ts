import { indexColumns } from './index-columns.ts';
import { indexesOf } from './plan-fingerprint.ts';
import { allNodes, type PlanNode } from './plan-node.ts';
import type { RelationFacts } from './relation-facts.ts';

/** A table that is read from end to end. */
export interface SequentialScan {
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
  readonly filter: string | undefined;
  /** What would make it an index scan, as far as the filter tells. */
  readonly suggestion: string | undefined;
}

export interface PlanFindings {
  readonly indexes: readonly string[];
  readonly sequentialScans: readonly SequentialScan[];
  /** Partitioned tables, with how many partitions are read. */
  readonly partitions: { readonly read: number; readonly pruned: number } | undefined;
  readonly spills: boolean;
}

/** What is worth knowing of a plan; scans of tables with fewer rows than `leastRows` are not. */
export function planFindings(
  plan: PlanNode,
  facts: ReadonlyMap<string, RelationFacts>,
  leastRows: number,
): PlanFindings {
  const nodes = allNodes(plan);
  return {
    indexes: indexesOf(plan),
    sequentialScans: byTable(nodes.flatMap((node) => scanOf(node, facts))).filter(
      ({ rows }) => rows >= leastRows,
    ),
    partitions: partitionsOf(nodes, facts),
    spills: nodes.some(
      (node) => (node['Temp Written Blocks'] ?? 0) > 0 || node['Sort Space Type'] === 'Disk',
    ),
  };
}

type FoundScan = SequentialScan & { readonly partition: boolean };

function scanOf(node: PlanNode, facts: ReadonlyMap<string, RelationFacts>): readonly FoundScan[] {
  const fact = facts.get(`${node.Schema}.${node['Relation Name']}`);
  if (node['Node Type'] !== 'Seq Scan' || node['Actual Loops'] === 0) return [];
  if (fact === undefined) return [];
  const { bytes, name, root, rows } = fact;
  const suggestion = suggest(node, fact);
  return [
    {
      table: root ?? name,
      partition: root !== undefined,
      rows,
      bytes,
      filter: node.Filter,
      suggestion,
    },
  ];
}

/** The partitions of a table are one; a table that is read twice has no more rows for that. */
function byTable(scans: readonly FoundScan[]): readonly SequentialScan[] {
  const tables = new Map<string, SequentialScan>();
  for (const { partition, ...scan } of scans) {
    const known = tables.get(scan.table);
    const more = partition && known !== undefined ? known : { rows: 0, bytes: 0 };
    tables.set(scan.table, {
      ...scan,
      rows: scan.rows + more.rows,
      bytes: scan.bytes + more.bytes,
      suggestion: known?.suggestion ?? scan.suggestion,
    });
  }
  return [...tables.values()];
}

/** Where most rows are wanted, the whole table is the shortest way to them. */
const SELECTIVE = 0.2;

function suggest(node: PlanNode, { name, root, rows }: RelationFacts): string | undefined {
  const { Filter: filter, 'Plan Rows': wanted = 0 } = node;
  if (filter === undefined || wanted > rows * SELECTIVE) return undefined;
  const columns = indexColumns(filter);
  if (columns.length === 0) return undefined;
  // A partitioned table cannot have its index built concurrently.
  return root === undefined
    ? `CREATE INDEX CONCURRENTLY ON ${name} (${columns.join(', ')});`
    : `CREATE INDEX ON ${root} (${columns.join(', ')});`;
}

function partitionsOf(
  nodes: readonly PlanNode[],
  facts: ReadonlyMap<string, RelationFacts>,
): PlanFindings['partitions'] {
  const read = new Set(
    nodes.flatMap((node) => {
      const table = `${node.Schema}.${node['Relation Name']}`;
      const never = node['Actual Loops'] === 0;
      return facts.get(table)?.root !== undefined && !never ? [table] : [];
    }),
  ).size;
  const never = nodes.filter(
    (node) =>
      node['Actual Loops'] === 0 &&
      facts.get(`${node.Schema}.${node['Relation Name']}`)?.root !== undefined,
  ).length;
  const removed = nodes.reduce((sum, node) => sum + (node['Subplans Removed'] ?? 0), 0);
  return read + never + removed === 0 ? undefined : { read, pruned: removed + never };
}
