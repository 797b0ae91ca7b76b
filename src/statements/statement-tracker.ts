import type { Family } from '../metrics/family.ts';
import type { Labels } from '../metrics/label-text.ts';
import { classFamilies } from './class-families.ts';
import { classGroups } from './class-groups.ts';
import { classify } from './classify.ts';
import { entryChange } from './entry-change.ts';
import { entryFamilies } from './entry-families.ts';
import type { CounterName } from './entry-row.ts';
import { latencyBounds } from './latency-bounds.ts';
import { type MonitorLook, monitorLedger } from './monitor-ledger.ts';
import { type ObservedShapes, observedShapes, withShape } from './observed-shapes.ts';
import { rankEntries } from './rank-entries.ts';
import { type LookRows, readEntries, type Snapshot, type StatementTable } from './read-entries.ts';
import { restTotals } from './rest-totals.ts';
import { continuity, type ServerMarks } from './server-marks.ts';
import { statementNames } from './statement-names.ts';
import type { StatementOptions } from './statement-options.ts';
import { statementTexts, TEXT_BATCH } from './statement-texts.ts';
import {
  advanced,
  hold,
  knownEntry,
  type Leaving,
  newEntry,
  proceed,
  rebase,
  type TrackedEntry,
  unused,
} from './tracked-entry.ts';

/** Follows the statements of one server from look to look. */
export interface StatementTracker {
  /** What the feed of pg_stat_monitor is to be asked. */
  monitorFrom(): readonly string[];
  /** Takes the rows of one look; says what is to be asked before {@link finish}. */
  look(rows: LookRows): Wanted;
  /** Query ids and texts; undefined: they could not be read. */
  learnTexts(wanted: readonly string[], rows: Rows | undefined): void;
  learnNames(rows: Rows): void;
  /** What is to be shown after this look. */
  finish(): readonly Family[];
}

export interface Wanted {
  /** Query ids whose texts are to be read now. */
  readonly texts: readonly string[];
  readonly names: boolean;
}

type Rows = StatementTable['rows'];

/** Of so many combinations of class, database and user the histograms are told apart. */
const MAX_GROUPS = 500;
const RANK_EVERY_MS = 60_000;
/** What was evicted or not called for long may come back; until then its series stand still. */
const FORGET_AFTER_MS = 600_000;

export function statementTracker(
  { classes, text, top }: StatementOptions,
  labels: Labels,
  now: () => number,
): StatementTracker {
  const bounds = latencyBounds(classes.classes.flatMap(({ targetSeconds }) => targetSeconds ?? []));
  const groups = classGroups(
    bounds.map((seconds) => seconds * 1000),
    MAX_GROUPS,
  );
  const own = new Set(classes.classes.flatMap(({ name, own: ours }) => (ours ? [name] : [])));
  const names = statementNames();
  const texts = statementTexts(text, now);
  const rest = restTotals();
  const entries = new Map<string, TrackedEntry>();
  let marks: ServerMarks | undefined;
  let counters: readonly CounterName[] = [];
  let shown: ReadonlySet<string> = new Set();
  let steady: ReadonlySet<string> = new Set();
  let rankedAt = Number.NEGATIVE_INFINITY;
  let namesRead = false;
  let evicted = 0;
  let looks = 0;
  const ledger = monitorLedger();

  function look({ monitor, statements }: LookRows): Wanted {
    looks += 1;
    const observed = monitor && ledger.take(monitor);
    if (statements !== undefined) lookAtEntries(statements, observed);
    else if (observed !== undefined) takeMonitor(observed);
    return wanted();
  }

  function lookAtEntries(table: StatementTable, observed: MonitorLook | undefined): void {
    const snapshot = readEntries(table, (key, calls, execTime) => {
      const entry = entries.get(key);
      if (entry === undefined || entry.goneSince !== undefined) return false;
      const { moments } = entry.row;
      if (moments.calls !== calls || moments.total !== execTime) return false;
      entry.seenAt = looks;
      return true;
    });
    if (snapshot !== undefined) take(snapshot, observedShapes(observed ?? { changes: [] }));
  }

  function take(snapshot: Snapshot, shapes: ObservedShapes): void {
    counters = snapshot.counters;
    const course = marks === undefined ? 'other' : continuity(marks, snapshot.marks);
    const evictions = course === 'same' && marks?.dealloc !== snapshot.marks.dealloc;
    marks = snapshot.marks;
    settle();
    for (const row of snapshot.entries.values()) {
      const entry = entries.get(row.key);
      if (course !== 'other') {
        const goesOn = course === 'same' && entry?.goneSince === undefined;
        const change = entryChange(goesOn ? entry?.row : undefined, row, { evictions });
        const shaped = withShape(change, shapes.get(row.key));
        follow(entry ?? enter(newEntry(row, looks)), row, shaped);
      } else if (entry === undefined) enter(knownEntry(row, looks));
      else rebase(entry, row);
    }
    for (const [key, entry] of entries) {
      if (snapshot.entries.has(key) || entry.seenAt === looks) entry.goneSince = undefined;
      else leave(key, entry, { byEviction: course === 'same', remember: shown.has(key) });
    }
  }

  function takeMonitor(observed: MonitorLook): void {
    counters = observed.counters;
    // What pg_stat_statements has, should it come back, was counted here.
    marks = undefined;
    settle();
    for (const row of observed.past) if (!entries.has(row.key)) enter(knownEntry(row, looks));
    for (const { change, row } of observed.changes) {
      const entry = entries.get(row.key) ?? enter(newEntry(unused(row), looks));
      follow(entry, advanced(entry, change.counters), change);
    }
    for (const [key, entry] of entries) {
      if (observed.keys.has(key)) entry.goneSince = undefined;
      // It forgets what was not called for a while, which may be called again.
      else leave(key, entry, { byEviction: false, remember: true });
    }
  }

  function settle(): void {
    const before = shown;
    rank();
    // The first value of a series is no increase: what led to it counts with the rest.
    steady = new Set([...shown].filter((key) => before.has(key)));
  }

  function enter(entry: TrackedEntry): TrackedEntry {
    entries.set(entry.row.key, entry);
    return entry;
  }

  function follow(
    entry: TrackedEntry,
    row: TrackedEntry['row'],
    change: ReturnType<typeof entryChange>,
  ): void {
    proceed(entry, row, change);
    if (change === undefined) return;
    if (!steady.has(row.key)) rest.add(row.toplevel, change.counters);
    // What a function called is in the time of its caller.
    if (!row.toplevel) return;
    if (entry.class === undefined) hold(entry, change);
    else groups.add(groupOf(entry), change.counters, [change.moments]);
  }

  function leave(key: string, entry: TrackedEntry, { byEviction, remember }: Leaving): void {
    if (entry.goneSince === undefined) {
      entry.goneSince = now();
      if (byEviction) evicted += 1;
    }
    if (entry.class === undefined) decide(entry);
    if (!remember || now() - entry.goneSince > FORGET_AFTER_MS) entries.delete(key);
  }

  function groupOf({ class: name, row }: TrackedEntry) {
    return {
      class: name ?? classes.fallback,
      database: names.database(row.databaseId),
      user: names.user(row.userId),
    };
  }

  function decide(entry: TrackedEntry): void {
    const { row } = entry;
    const statement = {
      text: texts.raw(row.queryId),
      user: names.user(row.userId),
      database: names.database(row.databaseId),
    };
    entry.class = classify(statement, classes).class;
    if (!row.toplevel) return;
    const { held } = entry;
    entry.held = undefined;
    if (held === undefined) groups.open(groupOf(entry));
    else groups.add(groupOf(entry), held.counters, held.moments);
  }

  function wanted(): Wanted {
    const undecided = [...entries.values()].filter((entry) => entry.class === undefined);
    const unnamed = undecided.some(({ row }) => !names.knows(row.userId, row.databaseId));
    if (undecided.length === 0 || !texts.mayRead()) return { texts: [], names: unnamed };
    const ids = undecided.sort((a, b) => b.row.moments.total - a.row.moments.total);
    const unique = [...new Set(ids.map(({ row }) => row.queryId))];
    return { texts: unique.slice(0, TEXT_BATCH), names: unnamed };
  }

  function rank(): void {
    if (entries.size === 0 || now() - rankedAt < RANK_EVERY_MS) return;
    rankedAt = now();
    const others = [...entries.values()].filter((entry) => !own.has(entry.class ?? ''));
    shown = rankEntries(others, shown, top);
    for (const { recent } of entries.values()) {
      for (let index = 0; index < recent.length; index++) recent[index] = (recent[index] ?? 0) / 2;
    }
    texts.keepOnly(new Set([...entries.values()].map(({ row }) => row.queryId)));
  }

  return {
    monitorFrom: ledger.wanted,
    look,
    learnTexts(ids, rows) {
      if (rows === undefined) texts.failed();
      else texts.learn(ids, rows);
    },
    learnNames(rows) {
      names.learn(rows);
      namesRead = true;
    },
    finish() {
      for (const entry of entries.values()) {
        const { databaseId, queryId, userId } = entry.row;
        if (entry.class !== undefined || !texts.asked(queryId)) continue;
        if (namesRead) names.giveUp(userId, databaseId);
        if (names.knows(userId, databaseId)) decide(entry);
      }
      namesRead = false;
      texts.endLook();
      rank();
      return [
        ...classFamilies({ classes, bounds, groups: groups.shown(), labels }),
        ...entryFamilies({ entries, shown, rest, counters, names, texts, labels, evicted }),
      ];
    },
  };
}
