import { alertPanels } from '../../dist/grafana/alert-panels.js';
import { DASHBOARDS } from '../../dist/grafana/dashboards.js';
import { NO_LINKS } from '../../dist/prometheus/links.js';
import { ruleFiles } from '../../dist/prometheus/rule-files.js';
import { chooseLimits } from '../../dist/thresholds/choose-limits.js';
import { loadThresholds } from '../../dist/thresholds/load-thresholds.js';

/** prometheus/rules/*.yml: the shipped thresholds as rules of Prometheus, preset production. */
export const prometheusRulesGenerator = {
  folder: 'prometheus/rules',
  async files() {
    const thresholds = await loadThresholds();
    return ruleFiles(chooseLimits(thresholds), {
      links: { ...NO_LINKS, panels: alertPanels(DASHBOARDS, thresholds) },
      origin: 'Made by "npm run generate" out of thresholds.yaml; do not edit.',
    });
  },
};
