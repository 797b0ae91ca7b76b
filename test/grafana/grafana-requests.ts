import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';

/** What Grafana asks Prometheus for one query. */
export interface GrafanaRequest {
  readonly place: string;
  readonly expr: string;
  readonly instant: boolean;
  /** Of a variable: the label whose values are asked for. */
  readonly label?: string;
}

/** The files as they are committed, by their uid. */
export function shippedDashboards(): readonly Dashboard[] {
  const folder = join(import.meta.dirname, '../../grafana/dashboards');
  return readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

/**
 * All that a dashboard asks: panels, variables and marks. Where several may be chosen, all are; the
 * other variables have these `values`.
 */
export function requestsOf(
  dashboard: Dashboard,
  values: Readonly<Record<string, string>>,
): readonly GrafanaRequest[] {
  const all = (dashboard.templating.list ?? []).filter(({ multi }) => multi === true);
  const chosen = { ...values, ...Object.fromEntries(all.map(({ name }) => [name, '.*'])) };
  const uid = dashboard.uid ?? '';
  const panels = (dashboard.panels ?? []).flatMap(withInner).filter(isPanel);
  const ofPanels = panels.flatMap(({ targets = [], title }) =>
    (targets as unknown as readonly Dataquery[]).map(({ expr, instant, refId }) => ({
      place: `${uid} "${title}" ${refId}`,
      expr,
      instant: instant === true,
    })),
  );
  const ofVariables = (dashboard.templating.list ?? []).flatMap(({ definition, name }) => {
    const [, expr, label] = /^label_values\((.*), (\w+)\)$/.exec(definition ?? '') ?? [];
    if (expr === undefined || label === undefined) return [];
    return [{ place: `${uid} variable ${name}`, expr, label, instant: true }];
  });
  const ofMarks = (dashboard.annotations.list ?? []).map(({ expr = '', name }) => ({
    place: `${uid} mark ${name}`,
    expr,
    instant: false,
  }));
  return [...ofPanels, ...ofVariables, ...ofMarks].map((request) => ({
    ...request,
    expr: filledIn(request.expr, chosen),
  }));
}

function filledIn(expr: string, values: Readonly<Record<string, string>>): string {
  return expr.replace(/\$(__\w+|[a-z]+)/g, (text, name: string) => values[name] ?? text);
}

function withInner(panel: Panel | RowPanel): readonly (Panel | RowPanel)[] {
  return 'panels' in panel ? [panel, ...panel.panels] : [panel];
}

function isPanel(panel: Panel | RowPanel): panel is Panel {
  return panel.type !== 'row';
}
