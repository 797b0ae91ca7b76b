import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NO_LINKS } from '../../src/prometheus/links.ts';
import { ruleFiles } from '../../src/prometheus/rule-files.ts';
import { chooseLimits } from '../../src/thresholds/choose-limits.ts';
import { loadThresholds } from '../../src/thresholds/load-thresholds.ts';

/**
 * Writes the shipped rules into a folder. They are evaluated every two seconds and alerts fire at once,
 * so that a test need not wait; what they say stays as it is.
 */
export async function quickRules(folder: string): Promise<void> {
  const atOnce = { critical: 0, warning: 0, info: 0 };
  const thresholds = (await loadThresholds()).map((one) => ({ ...one, forMs: atOnce }));
  const options = { links: NO_LINKS, origin: 'For a test.' };
  for (const { name, text } of ruleFiles(chooseLimits(thresholds), options)) {
    await writeFile(join(folder, name), text.replace(/^( *interval:).*$/gm, '$1 2s'));
  }
}
