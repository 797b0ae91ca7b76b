import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { inhibitRules } from '../../dist/thresholds/inhibit-rules.js';
import { loadThresholds } from '../../dist/thresholds/load-thresholds.js';

const FILE = 'prometheus/alertmanager.yml';

/** The part of alertmanager.yml that keeps alerts quiet while a worse one fires. */
export const inhibitRulesGenerator = {
  file: FILE,
  async render() {
    const text = readFileSync(new URL(`../../${FILE}`, import.meta.url), 'utf8');
    const rules = { inhibit_rules: inhibitRules(await loadThresholds()) };
    return text.replace(/^inhibit_rules:\n(?:.+\n)*/m, () => stringify(rules, { lineWidth: 0 }));
  },
};
