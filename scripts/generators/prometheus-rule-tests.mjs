import { alertPanels } from '../../dist/grafana/alert-panels.js';
import { DASHBOARDS } from '../../dist/grafana/dashboards.js';
import { NO_LINKS } from '../../dist/prometheus/links.js';
import { ruleTests } from '../../dist/prometheus/rule-tests.js';
import { loadThresholds } from '../../dist/thresholds/load-thresholds.js';

/** prometheus/tests/*.test.yml: what `promtool test rules` tries on prometheus/rules. */
export const prometheusRuleTestsGenerator = {
  folder: 'prometheus/tests',
  async files() {
    const thresholds = await loadThresholds();
    return ruleTests(thresholds, {
      links: { ...NO_LINKS, panels: alertPanels(DASHBOARDS, thresholds) },
      origin: 'Made by "npm run generate" out of thresholds.yaml; do not edit.',
    });
  },
};
