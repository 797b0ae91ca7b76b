import type { Threshold } from '../thresholds/threshold.ts';

/** Where dashboards and runbooks are found, without a slash at the end; '' leaves a path. */
export interface Links {
  readonly grafana: string;
  readonly runbooks: string;
  /** Ids of the panels that show the signals, by the ids of thresholds. */
  readonly panels?: ReadonlyMap<string, number>;
}

export const NO_LINKS: Links = { grafana: '', runbooks: '' };

/** The page for the one who is woken. */
export function runbookLink({ runbook }: Threshold, { runbooks }: Links): string {
  return runbooks === '' ? runbook : `${runbooks}/${runbook.replace(/^.*\//, '')}`;
}

/** The panel that shows the signal, with server, database, class and query filled in. */
export function dashboardLink({ dashboard, id, per }: Threshold, links: Links): string {
  const chosen = ['instance', ...VARIABLES.filter((name) => per.includes(name))];
  const values = chosen.map((name) => `var-${name}={{ $labels.${name} | urlquery }}`);
  const panel = links.panels?.get(id);
  const view = panel === undefined ? [] : [`viewPanel=${panel}`];
  return `${links.grafana}/d/${dashboard}?${[...values, ...view].join('&')}`;
}

/** Labels that dashboards have a variable for. */
const VARIABLES = ['datname', 'class', 'queryid'];
