import type { Threshold } from '../thresholds/threshold.ts';

/** Where dashboards and runbooks are found, without a slash at the end; '' leaves a path. */
export interface Links {
  readonly grafana: string;
  readonly runbooks: string;
}

export const NO_LINKS: Links = { grafana: '', runbooks: '' };

/** The page for the one who is woken. */
export function runbookLink({ runbook }: Threshold, { runbooks }: Links): string {
  return runbooks === '' ? runbook : `${runbooks}/${runbook.replace(/^.*\//, '')}`;
}

/** The dashboard that shows the signal, with server and database filled in. */
export function dashboardLink({ dashboard, panel, per }: Threshold, { grafana }: Links): string {
  const database = per.includes('datname') ? '&var-datname={{ $labels.datname | urlquery }}' : '';
  const anchor = panel === undefined ? '' : `#${panel}`;
  return `${grafana}/d/${dashboard}?var-instance={{ $labels.instance | urlquery }}${database}${anchor}`;
}
