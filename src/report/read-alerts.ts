import type { FiredAlert } from './report.ts';
import { matchersOf, type ReportWindow } from './report-window.ts';

/** Steps to look at; an alert that fired for less than one may be missed. */
const STEPS = 1000;
const LEAST_STEP = 15;
const HIDDEN = ['alertname', 'alertstate', 'severity', 'instance', 'job', 'category', 'target'];
const SEVERITIES = ['critical', 'warning', 'info'];

/** Alerts that fired, the worst and longest first. */
export async function readAlerts(window: ReportWindow): Promise<readonly FiredAlert[]> {
  const { client, from, to } = window;
  const stepSeconds = Math.max(LEAST_STEP, (to - from) / STEPS);
  const series = await client.queryRange(`ALERTS{alertstate="firing",${matchersOf(window)}}`, {
    start: from,
    end: to,
    stepSeconds,
  });
  const rank = ({ severity }: FiredAlert) => (SEVERITIES.indexOf(severity) + 4) % 4;
  return series
    .flatMap(({ labels, points }) => {
      const last = points.at(-1);
      if (last === undefined) return [];
      const own = Object.entries(labels).filter(([name]) => !HIDDEN.includes(name));
      return [
        {
          alert: labels.alertname ?? '',
          severity: labels.severity ?? '',
          labels: Object.fromEntries(own),
          seconds: points.length * stepSeconds,
          last: new Date(last.at * 1000).toISOString(),
          firing: last.at > to - 1.5 * stepSeconds,
        },
      ];
    })
    .sort((a, b) => rank(a) - rank(b) || b.seconds - a.seconds);
}
