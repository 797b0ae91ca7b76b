import type { PrometheusClient } from '../prometheus/prometheus-client.ts';

/** What is asked, of which server, about which time. */
export interface ReportWindow {
  readonly client: PrometheusClient;
  readonly instance: string;
  /** Unix times in seconds. */
  readonly from: number;
  readonly to: number;
}

/** What goes between the braces of a selector. */
export function matchersOf({ instance }: Pick<ReportWindow, 'instance'>): string {
  return `instance=${JSON.stringify(instance)}`;
}

/** The same length of time, just before. */
export function timeBefore({ from, to, ...rest }: ReportWindow): ReportWindow {
  return { ...rest, from: 2 * from - to, to: from };
}
