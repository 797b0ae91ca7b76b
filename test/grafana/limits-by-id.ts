import type { LimitsById } from '../../src/grafana/limit-steps.ts';
import { loadThresholds } from '../../src/thresholds/load-thresholds.ts';

/** The shipped thresholds as the panels take them. */
export async function limitsById(): Promise<LimitsById> {
  return new Map((await loadThresholds()).map((entry) => [entry.id, entry]));
}
