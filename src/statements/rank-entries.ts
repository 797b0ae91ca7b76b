import { type CounterName, counterIndex } from './entry-row.ts';
import type { TrackedEntry } from './tracked-entry.ts';

/**
 * The entries to show one by one: the first of each ranking in turn, until there are `limit`. Who
 * is in stays in until it falls behind half as many more, so that series do not come and go.
 */
export function rankEntries(
  entries: Iterable<TrackedEntry>,
  shown: ReadonlySet<string>,
  limit: number,
): ReadonlySet<string> {
  const stay = Math.ceil(limit * 1.5);
  const candidates = [...entries];
  const rankings = RANKINGS.map((score) => ranking(candidates, score, stay));
  const order = new Set<string>();
  for (let place = 0; place < stay && order.size < stay; place++) {
    for (const ranked of rankings) {
      const key = ranked[place];
      if (key !== undefined && order.size < stay) order.add(key);
    }
  }
  return new Set([...order].filter((key, place) => place < limit || shown.has(key)));
}

type Score = (recent: readonly number[]) => number;

const at = (name: CounterName) => {
  const index = counterIndex(name);
  return (recent: readonly number[]) => recent[index] ?? 0;
};
const [calls, time] = [at('calls'), at('exec_time')];
const [read, dirtied] = [at('shared_read'), at('shared_dirtied')];
const [tempRead, tempWritten] = [at('temp_read'), at('temp_written')];

/** Time, calls, mean, I/O, temporary files, WAL. */
const RANKINGS: readonly Score[] = [
  time,
  calls,
  (recent) => (calls(recent) > 0 ? time(recent) / calls(recent) : 0),
  (recent) => read(recent) + dirtied(recent),
  (recent) => tempRead(recent) + tempWritten(recent),
  at('wal_bytes'),
];

function ranking(
  entries: readonly TrackedEntry[],
  score: Score,
  length: number,
): readonly string[] {
  return entries
    .map((entry) => ({ key: entry.row.key, value: score(entry.recent) }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, length)
    .map(({ key }) => key);
}
