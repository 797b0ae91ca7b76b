import type { ExplainedPlan, PlanNode } from './plan-node.ts';

/** The plan as a tree of text, much as EXPLAIN itself writes it. */
export function planLines(plan: ExplainedPlan): readonly string[] {
  const times = [
    ['Planning Time', plan['Planning Time']],
    ['Execution Time', plan['Execution Time']],
  ] as const;
  return [
    ...nodeLines(plan.Plan, 0),
    ...times.flatMap(([name, ms]) => (ms === undefined ? [] : [`${name}: ${ms.toFixed(3)} ms`])),
  ];
}

function nodeLines(node: PlanNode, depth: number): readonly string[] {
  const indent = depth === 0 ? '' : `${' '.repeat(depth * 6 - 4)}->  `;
  const inner = ' '.repeat(depth * 6 + 2);
  const name = node['Subplan Name'];
  return [
    ...(name === undefined ? [] : [`${' '.repeat(Math.max(0, depth * 6 - 4))}${name}`]),
    `${indent}${title(node)}${costs(node)}${actual(node)}`,
    ...details(node).map((text) => `${inner}${text}`),
    ...(node.Plans ?? []).flatMap((child) => nodeLines(child, depth + 1)),
  ];
}

function title(node: PlanNode): string {
  const { Alias: alias, Operation: operation, Strategy: strategy } = node;
  const index = node['Index Name'];
  const relation = node['Relation Name'];
  const join = node['Join Type'];
  const kind =
    node['Node Type'] === 'ModifyTable'
      ? (operation ?? 'ModifyTable')
      : node['Node Type'] === 'Aggregate' && strategy !== undefined && strategy !== 'Plain'
        ? `${strategy === 'Sorted' ? 'Group' : strategy}Aggregate`
        : node['Node Type'];
  const joined = join === undefined || join === 'Inner' ? kind : joinTitle(kind, join);
  const using = index === undefined ? '' : ` using ${index}`;
  const schema = node.Schema === undefined ? '' : `${node.Schema}.`;
  const as = alias === undefined || alias === relation ? '' : ` ${alias}`;
  const on = relation === undefined ? '' : ` on ${schema}${relation}${as}`;
  return `${joined}${using}${on}`;
}

function joinTitle(kind: string, join: string): string {
  return kind === 'Nested Loop' ? `${kind} ${join} Join` : kind.replace(/ Join$/, ` ${join} Join`);
}

function costs(node: PlanNode): string {
  const { 'Plan Rows': rows, 'Plan Width': width } = node;
  const [start, total] = [node['Startup Cost'], node['Total Cost']];
  if (start === undefined || total === undefined) return '';
  return `  (cost=${start.toFixed(2)}..${total.toFixed(2)} rows=${rows} width=${width})`;
}

function actual(node: PlanNode): string {
  const loops = node['Actual Loops'];
  if (loops === undefined) return '';
  if (loops === 0) return ' (never executed)';
  const [start, total] = [node['Actual Startup Time'], node['Actual Total Time']];
  const time =
    start === undefined || total === undefined
      ? ''
      : `time=${start.toFixed(3)}..${total.toFixed(3)} `;
  return ` (actual ${time}rows=${node['Actual Rows']} loops=${loops})`;
}

const CONDITIONS = [
  'Index Cond',
  'Recheck Cond',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'Filter',
] as const;

function details(node: PlanNode): readonly string[] {
  const removed = node['Rows Removed by Filter'];
  const pruned = node['Subplans Removed'];
  const method = node['Sort Method'];
  const buffers = [
    ['hit', node['Shared Hit Blocks']],
    ['read', node['Shared Read Blocks']],
    ['temp read', node['Temp Read Blocks']],
    ['temp written', node['Temp Written Blocks']],
  ].flatMap(([name, blocks]) => (blocks ? [`${name}=${blocks}`] : []));
  return [
    ...(node['Sort Key'] === undefined ? [] : [`Sort Key: ${node['Sort Key'].join(', ')}`]),
    ...(method === undefined
      ? []
      : [`Sort Method: ${method}  ${node['Sort Space Type']}: ${node['Sort Space Used']}kB`]),
    ...CONDITIONS.flatMap((name) => (node[name] === undefined ? [] : [`${name}: ${node[name]}`])),
    ...(removed ? [`Rows Removed by Filter: ${removed}`] : []),
    ...(pruned ? [`Subplans Removed: ${pruned}`] : []),
    ...(buffers.length > 0 ? [`Buffers: ${buffers.join(' ')}`] : []),
  ];
}
