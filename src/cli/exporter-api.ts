import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestHandler } from 'express';
import type { ApiOptions } from '../api/api-options.ts';
import { apiRoutes } from '../api/api-routes.ts';
import type { LiveExporter } from '../config/live-exporter.ts';
import { statementOptions } from '../config/statement-options.ts';
import { chooseLimits } from '../thresholds/choose-limits.ts';
import { loadThresholds } from '../thresholds/load-thresholds.ts';
import { VERSION } from './version.ts';

/** The API over the targets of an exporter, with the configuration that is in use. */
export function exporterApi(exporter: LiveExporter): RequestHandler {
  return apiRoutes({
    targets: exporter.targets,
    defaultTarget: exporter.defaultTarget,
    timeoutMs: () => exporter.timeouts().scrapeTimeoutMs,
    text: () => wholeText(exporter),
    limits: (target) => limitsOf(exporter, target),
    unixSeconds: () => Date.now() / 1000,
    sleep: (ms) => sleep(ms),
    version: VERSION,
  });
}

/** Short labels are for Prometheus' sake; what must not be seen is masked here, too. */
function wholeText(exporter: LiveExporter): ReturnType<ApiOptions['text']> {
  const { text } = statementOptions(exporter.current().config.statements);
  return text.mode === 'shortened' ? { ...text, mode: 'full' } : text;
}

async function limitsOf(exporter: LiveExporter, target: string) {
  const { config, targets } = exporter.current();
  const own = targets.get(target)?.thresholds;
  const choices = own === undefined ? [] : [own];
  return chooseLimits(await loadThresholds(), config.thresholds, ...choices);
}
