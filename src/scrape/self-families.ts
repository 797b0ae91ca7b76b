import type { Family } from '../metrics/family.ts';
import { type Labels, labelText } from '../metrics/label-text.ts';
import { makeFamily, numberText } from '../metrics/make-family.ts';
import type { PoolStats } from '../target/session-pool.ts';
import { isSkipped, type QueryOutcome, type RanOutcome } from './outcome.ts';
import type { Counted, ScrapeCounters } from './scrape-counters.ts';
import type { ServerState } from './server-state.ts';

export interface SelfInput {
  readonly labels: Labels;
  readonly state: ServerState;
  readonly outcomes: readonly QueryOutcome[];
  readonly durationSeconds: number;
  readonly duplicates: ReadonlyMap<string, number>;
  readonly counters: ScrapeCounters;
  readonly sessions: PoolStats;
}

/** What the exporter says of itself and of this scrape; there on every page, up or down. */
export function selfFamilies(input: SelfInput): readonly Family[] {
  return [
    ...serverFamilies(input),
    ...inheritedFamilies(input),
    ...queryFamilies(input),
    ...counterFamilies(input),
  ];
}

function serverFamilies(input: SelfInput): readonly Family[] {
  const { labels, sessions, state } = input;
  const gauge = (name: string, help: string, value: number, more: Labels = {}) =>
    makeFamily('gauge', name, help, [{ labels: { ...labels, ...more }, value }]);
  const session = (kind: string, value: number) => ({ labels: { ...labels, state: kind }, value });
  return [
    gauge('pg_up', 'Whether PostgreSQL answered in this scrape: 1 yes, 0 no.', Number(state.up)),
    gauge(
      'pgvitals_target_status',
      'Always 1; the label reason says ok, or why PostgreSQL did not answer.',
      1,
      { reason: state.reason },
    ),
    gauge(
      'pgvitals_scrape_last_duration_seconds',
      'Seconds that this scrape of PostgreSQL took.',
      input.durationSeconds,
    ),
    makeFamily(
      'gauge',
      'pgvitals_connections',
      'Sessions of the exporter with this server by state.',
      [
        session('busy', sessions.busy),
        session('idle', sessions.idle),
        session('connecting', sessions.connecting),
      ],
    ),
    gauge(
      'pgvitals_connections_limit',
      'Sessions that the exporter may have with this server at once.',
      sessions.budget,
    ),
  ];
}

/** What alerts made for postgres_exporter ask of the exporter itself. */
function inheritedFamilies(input: SelfInput): readonly Family[] {
  const { counters, labels, outcomes, state } = input;
  const failed = outcomes.some((outcome) => !isSkipped(outcome) && outcome.failure !== undefined);
  return [
    makeFamily(
      'gauge',
      'pg_exporter_last_scrape_error',
      'Whether this scrape failed as a whole or in one of its queries: 1 yes, 0 no.',
      [{ labels, value: Number(!state.up || failed) }],
    ),
    makeFamily(
      'gauge',
      'pg_exporter_last_scrape_duration_seconds',
      'Seconds that this scrape of PostgreSQL took.',
      [{ labels, value: input.durationSeconds }],
    ),
    makeFamily('counter', 'pg_exporter_scrapes_total', 'Scrapes of this server since the start.', [
      { labels, value: counters.scrapes() },
    ]),
  ];
}

function queryFamilies({ labels, outcomes }: SelfInput): readonly Family[] {
  const ran = outcomes.filter((outcome): outcome is RanOutcome => !isSkipped(outcome));
  const skipped = outcomes.filter(isSkipped);
  const base = ({ query, database }: QueryOutcome) => ({ ...labels, query: query.id, database });
  // There are hundreds: their labels are written once for all metrics.
  const labelTexts = ran.map((outcome) => labelText(base(outcome)));
  const perQuery = (
    name: string,
    help: string,
    value: (outcome: RanOutcome) => number | undefined,
  ): Family => {
    const values = ran.map((outcome) => {
      const number = value(outcome);
      return number === undefined ? null : numberText(number);
    });
    return { name, help, type: 'gauge', blocks: [{ labels: labelTexts, values }] };
  };
  return [
    perQuery(
      'pgvitals_query_duration_seconds',
      'Seconds that a catalog query took in this scrape; absent when its rows came from before.',
      ({ durationMs }) => (durationMs === undefined ? undefined : durationMs / 1000),
    ),
    perQuery(
      'pgvitals_query_success',
      'Whether a catalog query worked when it last ran: 1 yes, 0 no.',
      ({ failure }) => Number(failure === undefined),
    ),
    perQuery(
      'pgvitals_query_rows',
      'Rows that a catalog query returned.',
      ({ result }) => result?.rows,
    ),
    perQuery(
      'pgvitals_query_series',
      'Series that a catalog query gives on this page.',
      ({ result }) => result?.series ?? 0,
    ),
    perQuery(
      'pgvitals_query_age_seconds',
      'Age in seconds of the rows that are served for a catalog query; 0 for rows of this scrape.',
      ({ result, ageMs }) => (result === undefined ? undefined : ageMs / 1000),
    ),
    makeFamily(
      'gauge',
      'pgvitals_query_skipped',
      'Always 1; the label reason says why a catalog query does not run (see pgvitals explain).',
      skipped.map((outcome) => ({
        labels: { ...base(outcome), reason: outcome.skip.reason },
        value: 1,
      })),
    ),
  ];
}

function counterFamilies({ labels, counters, duplicates }: SelfInput): readonly Family[] {
  const counted = (name: string, help: string, samples: readonly Counted<string>[]) =>
    makeFamily(
      'counter',
      name,
      help,
      samples.map(({ query, database, reason, count }) => ({
        labels: { ...labels, query, database, reason },
        value: count,
      })),
    );
  return [
    makeFamily('counter', 'pgvitals_scrapes_total', 'Scrapes of this server since the start.', [
      { labels, value: counters.scrapes() },
    ]),
    counted(
      'pgvitals_query_failures_total',
      'Failures of catalog queries by reason since the start.',
      counters.failures(),
    ),
    counted(
      'pgvitals_query_dropped_series_total',
      'Series left out by reason since the start: duplicate, budget, not_a_number.',
      counters.dropped(),
    ),
    makeFamily(
      'gauge',
      'pgvitals_duplicate_series',
      'Series of a metric left out of this page because another query gives them, too.',
      [...duplicates].map(([metric, value]) => ({ labels: { ...labels, metric }, value })),
    ),
  ];
}
