import { NO_LINKS } from '../../dist/prometheus/links.js';
import { ruleFiles } from '../../dist/prometheus/rule-files.js';
import { loadThresholds } from '../../dist/thresholds/load-thresholds.js';

/** prometheus/rules/*.yml: the shipped thresholds as rules of Prometheus, preset production. */
export const prometheusRulesGenerator = {
  folder: 'prometheus/rules',
  async files() {
    return ruleFiles(await loadThresholds(), {
      preset: 'production',
      links: NO_LINKS,
      origin: 'Made by "npm run generate" out of thresholds.yaml; do not edit.',
    });
  },
};
