import type { Baseline } from './baseline.ts';

export type Unit = 'bytes' | 'seconds' | 'ratio' | 'count' | 'per second';
export type Verdict = 'better' | 'worse' | 'same' | 'changed' | 'new' | 'gone';

/** One figure of two baselines. */
export interface Difference {
  readonly what: string;
  readonly unit: Unit;
  readonly before: number | null;
  readonly after: number | null;
  /** Relative to before; of a ratio, the difference itself. */
  readonly change: number | null;
  readonly verdict: Verdict;
  /** Belongs to one of many: a table, a statement. */
  readonly detail: boolean;
}

/**
 * What changed from one baseline to a later one. Cache hits and the time of statements are counted
 * since the start of the statistics before, and since the earlier baseline after.
 */
export function compareBaselines(before: Baseline, after: Baseline): readonly Difference[] {
  return [
    difference('database size', 'bytes', total(before), total(after), 'neither'),
    difference('cache hits', 'ratio', hitsOf(before), hitsBetween(before, after), 'higher'),
    difference('connections', 'count', before.connections, after.connections, 'neither'),
    difference(
      'transactions',
      'per second',
      before.transactionsPerSecond,
      after.transactionsPerSecond,
      'neither',
    ),
    ...deadDifference(deadOf(before), deadOf(after)),
    ...classDifferences(before, after),
    ...tableDifferences(before, after),
    ...statementDifferences(before, after),
  ];
}

type Direction = 'higher' | 'lower' | 'neither';

/** Less than this is chance: a tenth, or one point of a ratio; of a time a fifth, and a millisecond. */
const RELATIVE = 0.1;
const POINTS = 0.01;
const RELATIVE_TIME = 0.2;
const LEAST_SECONDS = 0.001;

function difference(
  what: string,
  unit: Unit,
  before: number | null,
  after: number | null,
  better: Direction,
  detail = false,
): Difference {
  const change =
    before === null || after === null
      ? null
      : unit === 'ratio'
        ? after - before
        : before === 0
          ? null
          : after / before - 1;
  const least = unit === 'ratio' ? POINTS : unit === 'seconds' ? RELATIVE_TIME : RELATIVE;
  const common = { what, unit, before, after, change, detail };
  if (before === null || after === null) {
    return { ...common, verdict: before === after ? 'same' : before === null ? 'new' : 'gone' };
  }
  const tiny = unit === 'seconds' && Math.abs(after - before) < LEAST_SECONDS;
  if (tiny || before === after || (change !== null && Math.abs(change) < least)) {
    return { ...common, verdict: 'same' };
  }
  if (better === 'neither') return { ...common, verdict: 'changed' };
  return { ...common, verdict: after > before === (better === 'higher') ? 'better' : 'worse' };
}

function total({ databases }: Baseline): number {
  return databases.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
}

function blocks({ databases }: Baseline): { readonly hit: number; readonly read: number } {
  return {
    hit: databases.reduce((sum, { hit }) => sum + (hit ?? 0), 0),
    read: databases.reduce((sum, { read }) => sum + (read ?? 0), 0),
  };
}

function hitsOf(baseline: Baseline): number | null {
  const { hit, read } = blocks(baseline);
  return hit + read > 0 ? hit / (hit + read) : null;
}

/** Of the time in between; all there is where the statistics began anew. */
function hitsBetween(before: Baseline, after: Baseline): number | null {
  const [earlier, later] = [blocks(before), blocks(after)];
  const [hit, read] = [later.hit - earlier.hit, later.read - earlier.read];
  if (hit < 0 || read < 0 || hit + read === 0) return hitsOf(after);
  return hit / (hit + read);
}

function deadOf({ deadRows, liveRows }: Baseline): number | null {
  const all = (deadRows ?? 0) + (liveRows ?? 0);
  return all > 0 ? (deadRows ?? 0) / all : null;
}

/** Where there are no rows, or on a standby, there is nothing to say of them. */
function deadDifference(before: number | null, after: number | null): readonly Difference[] {
  if (before === null && after === null) return [];
  return [difference('dead rows', 'ratio', before, after, 'lower')];
}

function classDifferences(before: Baseline, after: Baseline): readonly Difference[] {
  const names = new Set([...before.classes, ...after.classes].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const find = ({ classes }: Baseline) => classes.find((one) => one.name === name);
    const [one, other] = [find(before), find(after)];
    if (!one?.p95Seconds && !other?.p95Seconds) return [];
    const what = `p95 of class ${name}`;
    const [earlier, later] = [one?.p95Seconds ?? null, other?.p95Seconds ?? null];
    return [difference(what, 'seconds', earlier, later, 'lower')];
  });
}

function tableDifferences(before: Baseline, after: Baseline): readonly Difference[] {
  const key = (table: Baseline['tables'][number]) =>
    `${table.database}.${table.schema}.${table.table}`;
  const earlier = new Map(before.tables.map((table) => [key(table), table]));
  return after.tables.map((table) =>
    difference(
      `size of ${key(table)}`,
      'bytes',
      earlier.get(key(table))?.bytes ?? null,
      table.bytes,
      'neither',
      true,
    ),
  );
}

/** Only those that ran since: of the others there is nothing new to say. */
function statementDifferences(before: Baseline, after: Baseline): readonly Difference[] {
  const key = (row: Baseline['statements'][number]) =>
    JSON.stringify([row.queryid, row.user, row.database]);
  const earlier = new Map(before.statements.map((row) => [key(row), row]));
  const found = after.statements.flatMap((row) => {
    const then = earlier.get(key(row));
    const restarted = then !== undefined && row.calls < then.calls;
    const calls = row.calls - (then === undefined || restarted ? 0 : then.calls);
    if (calls <= 0) return [];
    const seconds = row.seconds - (then === undefined || restarted ? 0 : then.seconds);
    const mean = then === undefined || then.calls === 0 ? null : then.seconds / then.calls;
    const what = `mean of ${row.queryid} ${row.text}`;
    const one = difference(what, 'seconds', mean, seconds / calls, 'lower', true);
    return [{ one, effect: mean === null ? 0 : Math.abs(seconds - mean * calls) }];
  });
  // What saves or costs the most time comes first.
  return found.sort((a, b) => b.effect - a.effect).map(({ one }) => one);
}
