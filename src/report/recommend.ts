import { formatCount } from '../console/format-count.ts';
import { formatRatio } from '../console/format-ratio.ts';
import { formatSeconds } from '../console/format-seconds.ts';
import type { Recommendation, Report, StatementFigures } from './report.ts';

type Facts = Omit<Report, 'recommendations'>;

/** What to do about what a report found; the most urgent first. */
export function recommend(report: Facts): readonly Recommendation[] {
  return [
    ...availability(report),
    ...alerts(report),
    ...resources(report),
    ...classes(report),
    ...regressions(report),
    ...cache(report),
    ...temporary(report),
  ];
}

function availability({ summary: { restarts, up_ratio } }: Facts): readonly Recommendation[] {
  if (up_ratio === null || (up_ratio > 0.9995 && !restarts)) return [];
  const times = restarts
    ? `, and was restarted ${restarts === 1 ? 'once' : `${restarts} times`}`
    : '';
  return [
    {
      what: `The server answered in ${formatRatio(up_ratio)} of the scrapes${times}.`,
      how: 'If nobody planned that: its log, and the runbooks server-down and server-restarted.',
    },
  ];
}

/** An alert that fires for a fifth of the time is one that people stop to read. */
const CHRONIC = 0.2;

function alerts({ alerts: fired, from, to }: Facts): readonly Recommendation[] {
  const length = (Date.parse(to) - Date.parse(from)) / 1000;
  const names = new Set(
    fired.flatMap(({ alert, seconds, severity }) =>
      severity !== 'info' && seconds > CHRONIC * length ? [alert] : [],
    ),
  );
  return [...names].map((name) => ({
    what: `${name} fired for more than a fifth of this time.`,
    how: 'Mend the cause with its runbook, or change its limit if nobody would act upon it.',
  }));
}

const FULL = 0.8;

function resources({ resources: all }: Facts): readonly Recommendation[] {
  return all.flatMap(({ average, most, resource, unit }) => {
    if (unit !== 'ratio' || most === null || most < FULL) return [];
    const [, how = 'See what takes it before you scale up.'] =
      HOW.find(([name]) => resource.startsWith(name)) ?? [];
    return [
      { what: `${resource}: up to ${formatRatio(most)}, ${formatRatio(average)} on average.`, how },
    ];
  });
}

const HOW: readonly (readonly [string, string])[] = [
  ['CPU', 'pgvitals queries, then explain-query of the first ones; scale up when nothing is left.'],
  ['memory', 'work_mem times sessions, and what else runs on this host.'],
  ['disk', 'pgvitals tables --sort bloat, archiving and slots; then a larger disk.'],
  ['connections', 'A pooler, or fewer sessions of each application: pgvitals monitor realtime.'],
];

const OVER_TARGET = 0.01;

function classes({ classes: all, statements }: Facts): readonly Recommendation[] {
  return all.flatMap((one) => {
    const { over_target_ratio: over, target_seconds: target } = one;
    if (over === null || over <= OVER_TARGET) return [];
    const slowest = statements.slowest.find((row) => row.class === one.class);
    const first = slowest === undefined ? '' : ` ${slowest.queryid}`;
    return [
      {
        what: `${formatRatio(over)} of class ${one.class} took longer than ${formatSeconds(target)}.`,
        how: `pgvitals queries slow, then pgvitals explain-query${first || ' ID'}.`,
      },
    ];
  });
}

const SLOWER = 2;
const LEAST_SECONDS = 1;

function regressions({ statements }: Facts): readonly Recommendation[] {
  const slower = statements.most_time.filter(
    ({ mean_factor: factor, seconds }) =>
      factor !== null && factor >= SLOWER && seconds >= LEAST_SECONDS,
  );
  return slower.map((row) => ({
    what: `Statement ${row.queryid} takes ${factorText(row)} as long as before, ${formatSeconds(row.mean_seconds)} on average.`,
    how: `pgvitals explain-query ${row.queryid}; did its plan, its data or its index change?`,
  }));
}

function factorText({ mean_factor }: StatementFigures): string {
  return `${formatCount(mean_factor)} times`;
}

const LEAST_HITS = 0.99;

function cache({ summary: { cache_hit_ratio } }: Facts): readonly Recommendation[] {
  if (cache_hit_ratio === null || cache_hit_ratio >= LEAST_HITS) return [];
  return [
    {
      what: `${formatRatio(cache_hit_ratio)} of the blocks were found in shared buffers.`,
      how: 'pgvitals queries low-cache: an index that is missing, or shared_buffers too small.',
    },
  ];
}

function temporary({ resources: all }: Facts): readonly Recommendation[] {
  const files = all.find(({ resource }) => resource === 'temporary files');
  if ((files?.average ?? 0) < 2 ** 20) return [];
  return [
    {
      what: 'Sorts and hashes write more than a megabyte a second to temporary files.',
      how: 'pgvitals queries --sort temp: fewer rows, an index in that order, or more work_mem for that role.',
    },
  ];
}
