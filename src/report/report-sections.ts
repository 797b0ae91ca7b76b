import { formatCount } from '../console/format-count.ts';
import { formatRatio } from '../console/format-ratio.ts';
import { formatSeconds } from '../console/format-seconds.ts';
import { formatFigure } from './format-figure.ts';
import type { FiredAlert, Report, StatementFigures } from './report.ts';

/** A part of a report as a table of texts, for whatever it is written in. */
export interface ReportSection {
  readonly title: string;
  readonly columns: readonly SectionColumn[];
  readonly rows: readonly (readonly string[])[];
  /** In place of a table without rows. */
  readonly nothing: string;
}

export interface SectionColumn {
  readonly title: string;
  readonly align?: 'right';
  /** Long texts may be cut down to this where there is little room. */
  readonly least?: number;
}

/** What to do comes before what it follows from. */
export function reportSections(report: Report): readonly ReportSection[] {
  const { statements } = report;
  return [
    summarySection(report),
    recommendationSection(report),
    alertSection(report),
    anomalySection(report),
    classSection(report),
    statementSection('Statements that took the most time', statements.most_time),
    statementSection('Slowest statements', statements.slowest),
    statementSection('Most frequent statements', statements.most_calls),
    resourceSection(report),
    trendSection(report),
  ];
}

function summarySection({ summary }: Report): ReportSection {
  const rows: readonly (readonly [string, string])[] = [
    ['Statements', formatCount(summary.statements)],
    ['Mean time of a statement', formatSeconds(summary.mean_seconds)],
    ['95 % took at most', formatSeconds(summary.p95_seconds)],
    ['Transactions', formatCount(summary.transactions)],
    ['Rolled back', formatCount(summary.rollbacks)],
    ['Failed sessions', formatCount(summary.failed_sessions)],
    ['Deadlocks', formatCount(summary.deadlocks)],
    ['Cache hits', formatRatio(summary.cache_hit_ratio)],
    ['Up', formatRatio(summary.up_ratio)],
    ['Restarts', formatCount(summary.restarts)],
  ];
  return {
    title: 'Summary',
    columns: [{ title: 'what' }, right('value')],
    rows: rows.filter(([, value]) => value !== ''),
    nothing: 'Prometheus has nothing of this time.',
  };
}

function recommendationSection({ recommendations }: Report): ReportSection {
  return {
    title: 'Recommendations',
    columns: [text('what', 30), text('what to do', 30)],
    rows: recommendations.map(({ how, what }) => [what, how]),
    nothing: 'Nothing here calls for a change.',
  };
}

/** The same alert of many tables is one line. */
function alertSection({ alerts }: Report): ReportSection {
  const kind = ({ alert, severity }: FiredAlert) => `${severity} ${alert}`;
  const kinds = [...new Set(alerts.map(kind))];
  return {
    title: 'Alerts',
    columns: [
      { title: 'severity' },
      text('alert', 26),
      text('of', 10),
      right('fired for'),
      { title: 'last' },
    ],
    rows: kinds.flatMap((wanted) => {
      const group = alerts.filter((one) => kind(one) === wanted);
      const [first] = group;
      if (first === undefined) return [];
      const of = [...new Set(Object.values(first.labels))].join(' ');
      const latest =
        group
          .map(({ last }) => last)
          .sort()
          .at(-1) ?? '';
      return [
        [
          first.severity,
          first.alert,
          group.length === 1 ? of : `${group.length} of them`,
          `about ${formatSeconds(Math.max(...group.map(({ seconds }) => seconds)))}`,
          group.some(({ firing }) => firing) ? 'still firing' : moment(latest),
        ],
      ];
    }),
    nothing: 'No alert fired.',
  };
}

function anomalySection({ anomalies }: Report): ReportSection {
  return {
    title: 'Anomalies',
    columns: [text('what', 20), { title: 'at' }, right('value'), right('usually'), right('times')],
    rows: anomalies.map(({ at, factor, median, unit, value, what }) => [
      what,
      moment(at),
      formatFigure(unit, value),
      formatFigure(unit, median),
      Number.isFinite(factor) ? `${formatCount(factor)}x` : '',
    ]),
    nothing: 'No figure was far from what it usually is.',
  };
}

function classSection({ classes }: Report): ReportSection {
  return {
    title: 'Query classes',
    columns: [{ title: 'class' }, ...['calls', 'mean', 'p95', 'target', 'over target'].map(right)],
    rows: classes.map((row) => [
      row.class,
      formatCount(row.calls),
      formatSeconds(row.mean_seconds),
      formatSeconds(row.p95_seconds),
      formatSeconds(row.target_seconds),
      formatRatio(row.over_target_ratio),
    ]),
    nothing: 'pg_stat_statements told nothing.',
  };
}

function statementSection(title: string, rows: readonly StatementFigures[]): ReportSection {
  const compared = rows.some(({ mean_factor }) => mean_factor !== null);
  return {
    title,
    columns: [
      right('queryid'),
      ...['time', 'share', 'calls', 'mean', ...(compared ? ['before'] : [])].map(right),
      text('query', 24),
    ],
    rows: rows.map((row) => [
      row.queryid,
      formatSeconds(row.seconds),
      formatRatio(row.share_ratio),
      formatCount(row.calls),
      formatSeconds(row.mean_seconds),
      ...(compared ? [meanBefore(row)] : []),
      row.query,
    ]),
    nothing: 'No statement was shown one by one.',
  };
}

function meanBefore({ mean_factor: factor, mean_seconds: mean }: StatementFigures): string {
  return factor === null ? '' : formatSeconds(mean / factor);
}

function resourceSection({ resources }: Report): ReportSection {
  return {
    title: 'Resources',
    columns: [text('resource', 12), ...['average', 'most', 'at the end'].map(right)],
    rows: resources.map(({ average, last, most, resource, unit }) => [
      resource,
      ...[average, most, last].map((value) => formatFigure(unit, value)),
    ]),
    nothing: 'Nothing is known: load prometheus/rules and scrape the host.',
  };
}

function trendSection({ trends }: Report): ReportSection {
  return {
    title: 'Against the time before',
    columns: [text('what', 16), ...['before', 'now', 'change'].map(right), { title: 'verdict' }],
    rows: trends.map(({ before, change, name, now, unit, verdict }) => [
      name,
      formatFigure(unit, before),
      formatFigure(unit, now),
      change === null
        ? ''
        : `${change > 0 ? '+' : ''}${(change * 100).toFixed(1)}${unit === 'ratio' ? ' pt' : '%'}`,
      verdict,
    ]),
    nothing: 'Nothing is known of the time before.',
  };
}

function right(title: string): SectionColumn {
  return { title, align: 'right' };
}

function text(title: string, least: number): SectionColumn {
  return { title, least };
}

/** 2026-11-21 14:30, UTC as everything in a report. */
function moment(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
