import { alertsPage } from '../../dist/docs/alerts-page.js';
import { loadThresholds } from '../../dist/thresholds/load-thresholds.js';

/** docs/alerts.md out of thresholds.yaml. */
export const alertsPageGenerator = {
  file: 'docs/alerts.md',
  render: async () => alertsPage(await loadThresholds()),
};
