import { createHash } from 'node:crypto';
import { allNodes, type PlanNode } from './plan-node.ts';

/** The same for two plans of one shape, whatever their costs, rows, times and partitions are. */
export function planFingerprint(plan: PlanNode): string {
  return createHash('sha256').update(shape(plan)).digest('hex').slice(0, 12);
}

function shape(node: PlanNode): string {
  const own = [
    node['Node Type'],
    node['Join Type'],
    node.Strategy,
    node.Operation,
    isPartitionScan(node) ? '' : node['Relation Name'],
    isPartitionScan(node) ? '' : node['Index Name'],
    node['Sort Key']?.join(),
  ];
  const below = (node.Plans ?? []).map(shape);
  // How many partitions there are changes with every month; what is done to each does not.
  const inner = APPENDS.has(node['Node Type']) ? [...new Set(below)] : below;
  return `${own.map((part) => part ?? '').join('|')}(${inner.join(';')})`;
}

const APPENDS: ReadonlySet<string> = new Set(['Append', 'Merge Append']);

/** A member of an Append reads a partition, which has a name and indexes of its own. */
function isPartitionScan(node: PlanNode): boolean {
  return node['Parent Relationship'] === 'Member';
}

/** Relations and indexes that a plan reads, each once, in order of their names. */
export function indexesOf(plan: PlanNode): readonly string[] {
  const names = allNodes(plan).flatMap((node) => node['Index Name'] ?? []);
  return [...new Set(names)].sort();
}
