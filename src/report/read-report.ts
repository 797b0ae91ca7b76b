import { sortRows } from '../console/sort-rows.ts';
import { readTrend } from '../trends/trend.ts';
import { TREND_SIGNALS } from '../trends/trend-signals.ts';
import { readAlerts } from './read-alerts.ts';
import { readAnomalies } from './read-anomalies.ts';
import { readClasses } from './read-classes.ts';
import { readResources } from './read-resources.ts';
import { readStatements } from './read-statements.ts';
import { readSummary } from './read-summary.ts';
import { recommend } from './recommend.ts';
import type { Report } from './report.ts';
import { matchersOf, type ReportWindow } from './report-window.ts';

/** What a server did in a time, as Prometheus has it. */
export async function readReport(window: ReportWindow, limit: number): Promise<Report> {
  const { client, from, instance, to } = window;
  const [summary, classes, statements] = await Promise.all([
    readSummary(window),
    readClasses(window),
    readStatements(window),
  ]);
  const [alerts, anomalies, resources] = await Promise.all([
    readAlerts(window),
    readAnomalies(window),
    readResources(window),
  ]);
  const range = { matchers: matchersOf(window), now: to, seconds: to - from };
  const trends = await Promise.all(TREND_SIGNALS.map((signal) => readTrend(client, signal, range)));
  const facts = {
    server: instance,
    from: new Date(from * 1000).toISOString(),
    to: new Date(to * 1000).toISOString(),
    summary,
    alerts,
    anomalies: anomalies.slice(0, limit),
    classes,
    statements: {
      most_time: sortRows(statements, ({ seconds }) => seconds).slice(0, limit),
      slowest: sortRows(statements, ({ mean_seconds }) => mean_seconds).slice(0, limit),
      most_calls: sortRows(statements, ({ calls }) => calls).slice(0, limit),
    },
    resources,
    trends: trends.flat().filter(({ before }) => before !== null),
  };
  return { ...facts, recommendations: recommend(facts) };
}
