import { limitsOf } from './alert-panels.ts';
import { MARKS } from './annotations.ts';
import type { Dashboard, Panel } from './panel.ts';
import { variablesOf } from './variables.ts';

/** docs/dashboards.md: what each dashboard and each of its panels shows. */
export function dashboardsPage(dashboards: readonly Dashboard[]): string {
  const overview = dashboards.map(overviewRow).join('\n');
  const sections = dashboards.map(sectionOf).join('\n\n');
  return `${INTRODUCTION}\n${overview}\n\n${exemptions(dashboards)}\n\n${sections}\n`;
}

const INTRODUCTION = `<!-- Made by "npm run generate" out of src/grafana; do not edit. -->

# Dashboards

Nine dashboards for Grafana 11 and later, in [grafana/dashboards](../grafana/dashboards). Import them by hand, or provision the folder: \`docker compose up\` and \`npm run stack\` do. They need Prometheus with the rules of [prometheus/rules](../prometheus/rules), as ratios and percentiles come from recording rules, and the host's metrics under the job \`postgresql-host\` with \`instance\` as the server is named in \`pgvitals.yaml\`.

Limits that are drawn in panels are those of [thresholds.yaml](../thresholds.yaml), preset production: change them there, then \`npm run generate\`. Links between dashboards keep the time range and what is chosen; a server in the fleet's table leads to its overview, a query id in a table to that query over time, and an alert's \`dashboard_url\` to the dashboard with its signal.

The pictures in [screenshots](screenshots) show a server on which everything goes wrong at once, in Grafana 7.5, for which the files were adapted; newer versions draw states over time as coloured bars, and limits as dashed lines.

What a dashboard costs: queries of a panel are sent when it comes into view, those of a closed row when it is opened. A panel that is repeated for each class is counted six times, as six classes are shipped.

| dashboard | for | panels | queries, all rows open | of variables and marks |
|---|---|---|---|---|`;

function overviewRow(dashboard: Dashboard): string {
  const panels = dashboard.rows.flatMap((row) => row.panels);
  const queries = panels.reduce((sum, panel) => sum + queryCount(panel), 0);
  // Data source and resolution are no queries.
  const variables = variablesOf(dashboard).length - 2;
  const others = variables + (dashboard.annotated ? MARKS.length : 0);
  return `| [${nameOf(dashboard)}](#${nameOf(dashboard).replaceAll(' ', '-').replaceAll('/', '')}) | ${dashboard.description} | ${panels.length} | ${queries} | ${others} |`;
}

const SHIPPED_CLASSES = 6;

function queryCount(panel: Panel): number {
  const copies = panel.kind === 'lines' && panel.repeat === 'class' ? SHIPPED_CLASSES : 1;
  return panel.queries.length * copies;
}

function nameOf({ uid }: Dashboard): string {
  return uid.replace('pgvitals-', '');
}

/** Every panel is proven to show data, but for these. */
function exemptions(dashboards: readonly Dashboard[]): string {
  const exempt = dashboards.flatMap(({ rows }) =>
    rows.flatMap(({ panels }) => panels.filter((panel) => panel.exempt !== undefined)),
  );
  const proof =
    'Every query of every panel, variable and mark is sent to a real Prometheus by `test/grafana/live.test.ts`, on a primary and a standby on which everything happens at once, and must return a series with a finite value';
  if (exempt.length === 0) return `${proof}. No panel is exempt.`;
  const list = exempt.map(({ exempt: reason, title }) => `- ${title}: ${reason}`).join('\n');
  return `${proof}. ${exempt.length} are exempt:\n\n${list}`;
}

function sectionOf(dashboard: Dashboard): string {
  const rows = dashboard.rows.map(({ collapsed, panels, title }) => {
    const lines = panels.map(
      (panel) =>
        `| ${panel.title} | ${panel.description} | ${limitsOf(panel)
          .map((id) => `\`${id}\``)
          .join(', ')} |`,
    );
    const head = `### ${title}${collapsed === true ? ' (closed)' : ''}`;
    return `${head}\n\n| panel | shows | limits of |\n|---|---|---|\n${lines.join('\n')}`;
  });
  return `## ${nameOf(dashboard)}\n\n${dashboard.description}\n\n${rows.join('\n\n')}`;
}
