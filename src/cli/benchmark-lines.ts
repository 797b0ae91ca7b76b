import { counted } from '../console/counted.ts';
import { formatBytes } from '../console/format-bytes.ts';
import { formatCount } from '../console/format-count.ts';
import { formatSeconds } from '../console/format-seconds.ts';
import { numberColumn, type RowColumn } from '../console/row-column.ts';
import { type BenchmarkOutcome, hasOtherPlan, isGood, isSkipped } from './benchmark-outcome.ts';
import { rowTable } from './row-table.ts';

/** A table of the times, what is to say of single plans, and a summary. */
export function benchmarkLines(
  outcomes: readonly BenchmarkOutcome[],
  width: number,
): readonly string[] {
  const failed = outcomes.filter((outcome) => !isGood(outcome, false)).length;
  const notes = outcomes.flatMap((outcome) => {
    const own = notesOf(outcome);
    return own.length === 0
      ? []
      : ['', `${outcome.benchmark.name}:`, ...own.map((one) => `  ${one}`)];
  });
  const run = outcomes.filter((outcome) => !isSkipped(outcome)).length;
  const left = outcomes.length - run;
  const skipped = left === 0 ? '' : ` ${left} skipped.`;
  const summary =
    failed === 0
      ? `All ${run} benchmarks are within their targets.${skipped}`
      : `${failed} of ${run} benchmarks failed.${skipped}`;
  return [...rowTable(COLUMNS, outcomes, width), ...notes, '', summary];
}

const COLUMNS: readonly RowColumn<BenchmarkOutcome>[] = [
  { key: 'name', title: 'benchmark', value: ({ benchmark }) => benchmark.name, least: 16 },
  { key: 'class', title: 'class', value: ({ benchmark }) => benchmark.className, optional: 2 },
  time('p50', (outcome) => outcome.p50),
  time('p95', (outcome) => outcome.p95),
  time('p99', (outcome) => outcome.p99),
  numberColumn('target', 'target', ({ benchmark }) => benchmark.targetSeconds, formatSeconds),
  { key: 'verdict', title: 'verdict', value: verdictOf },
  numberColumn('runs', 'runs', (row) => ('problem' in row ? null : row.runs), formatCount, 1),
  { key: 'plan', title: 'plan', value: planOf, optional: 3 },
];

function time(
  key: string,
  value: (outcome: Exclude<BenchmarkOutcome, { readonly problem: string }>) => number,
): RowColumn<BenchmarkOutcome> {
  return numberColumn(key, key, (row) => ('problem' in row ? null : value(row)), formatSeconds);
}

function verdictOf(outcome: BenchmarkOutcome): string {
  if ('problem' in outcome) return isSkipped(outcome) ? 'skipped' : 'failed';
  return isGood(outcome, false) ? 'ok' : 'too slow';
}

function planOf(outcome: BenchmarkOutcome): string {
  if ('problem' in outcome) return '';
  if (outcome.last === undefined) return 'first seen';
  return hasOtherPlan(outcome) ? 'changed' : 'as before';
}

function notesOf(outcome: BenchmarkOutcome): readonly string[] {
  if ('problem' in outcome) return [outcome.problem];
  const { findings, last, p95 } = outcome;
  const { indexes, partitions, sequentialScans, spills } = findings;
  return [
    ...(hasOtherPlan(outcome) && last !== undefined
      ? [
          `its plan has changed since ${last.at.slice(0, 16).replace('T', ' ')} UTC: p95 was ${formatSeconds(last.p95)}, is ${formatSeconds(p95)}`,
        ]
      : []),
    ...sequentialScans.map(
      ({ bytes, rows, suggestion, table }) =>
        `reads all of ${table} (${counted(rows, 'row')}, ${formatBytes(bytes)})${suggestion === undefined ? '' : `; try ${suggestion}`}`,
    ),
    ...(indexes.length > 0 ? [`indexes: ${someOf(indexes)}`] : []),
    ...(partitions === undefined
      ? []
      : [`partitions: ${partitions.read} read, ${partitions.pruned} left out`]),
    ...(spills ? ['sorts or hashes on disk; more work_mem would keep it in memory'] : []),
  ];
}

/** Each partition has an index of its own. */
function someOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 1 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ');
}

const MOST_NAMES = 2;
