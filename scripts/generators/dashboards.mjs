import { buildDashboard } from '../../dist/grafana/build-dashboard.js';
import { DASHBOARDS } from '../../dist/grafana/dashboards.js';
import { dashboardsPage } from '../../dist/grafana/dashboards-page.js';
import { loadThresholds } from '../../dist/thresholds/load-thresholds.js';

/** grafana/dashboards/*.json with the limits of the shipped thresholds. */
export const dashboardsGenerator = {
  folder: 'grafana/dashboards',
  async files() {
    const limits = new Map((await loadThresholds()).map((entry) => [entry.id, entry]));
    return DASHBOARDS.map((dashboard) => ({
      name: `${dashboard.uid}.json`,
      text: `${JSON.stringify(buildDashboard(dashboard, DASHBOARDS, limits), undefined, 2)}\n`,
    }));
  },
};

export const dashboardsPageGenerator = {
  file: 'docs/dashboards.md',
  render: async () => dashboardsPage(DASHBOARDS),
};
