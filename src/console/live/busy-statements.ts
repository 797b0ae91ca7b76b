import { ratioOf } from '../ratio-of.ts';
import { type StatementRow, statementKey } from '../statement-row.ts';
import type { LiveInterval } from './live-reading.ts';

/** What one statement did in an interval. */
export interface BusyStatement {
  readonly queryid: string;
  readonly user: string;
  readonly database: string;
  readonly callsPerSecond: number;
  /** Seconds of execution in each second: how many of them ran at a time on average. */
  readonly load: number;
  readonly meanSeconds: number;
  readonly rowsPerCall: number;
  readonly cacheHit: number | null;
  readonly tempBlocksPerSecond: number;
  readonly walBytesPerSecond: number;
  readonly key: string;
}

/** Statements that ended in the interval, in no order. */
export function busyStatements({ before, now, seconds }: LiveInterval): readonly BusyStatement[] {
  const earlier = new Map(before.statements.map((row) => [statementKey(row), row]));
  return now.statements.flatMap((row) => {
    const change = changeOf(row, earlier.get(statementKey(row)));
    return change.calls === 0 ? [] : [busyStatement(row, change, seconds)];
  });
}

type Change = Pick<
  StatementRow,
  'calls' | 'seconds' | 'rows' | 'blocksHit' | 'blocksRead' | 'tempBlocks' | 'walBytes'
>;

/** An entry that has fewer calls than before is a new one. */
function changeOf(row: StatementRow, earlier: StatementRow | undefined): Change {
  if (earlier === undefined || earlier.calls > row.calls) return row;
  return {
    calls: row.calls - earlier.calls,
    seconds: row.seconds - earlier.seconds,
    rows: row.rows - earlier.rows,
    blocksHit: row.blocksHit - earlier.blocksHit,
    blocksRead: row.blocksRead - earlier.blocksRead,
    tempBlocks: row.tempBlocks - earlier.tempBlocks,
    walBytes: row.walBytes - earlier.walBytes,
  };
}

function busyStatement(row: StatementRow, change: Change, seconds: number): BusyStatement {
  return {
    queryid: row.queryid,
    user: row.user,
    database: row.database,
    callsPerSecond: change.calls / seconds,
    load: change.seconds / seconds,
    meanSeconds: change.seconds / change.calls,
    rowsPerCall: change.rows / change.calls,
    cacheHit: ratioOf(change.blocksHit, change.blocksRead),
    tempBlocksPerSecond: change.tempBlocks / seconds,
    walBytesPerSecond: change.walBytes / seconds,
    key: statementKey(row),
  };
}
