import type { Logger } from 'pino';
import type { LiveExporter } from '../config/live-exporter.ts';
import { failureOf } from '../target/failure.ts';

/** Says at the start which servers answer, and not only when Prometheus first asks. */
export async function greetServers(exporter: LiveExporter, log: Logger): Promise<void> {
  const { scrapeTimeoutMs } = exporter.timeouts();
  await Promise.all(
    [...exporter.targets()].map(async ([target, { explain }]) => {
      try {
        const { plan, server } = await explain(scrapeTimeoutMs);
        const counts = { runs: plan.runs.length, skips: plan.skips.length };
        log.info({ target, version: server.version, role: server.role, ...counts }, 'reached');
      } catch (error) {
        const { message, reason } = failureOf(error);
        const hint = 'the server cannot be reached; it is tried again on every scrape';
        log.warn({ target, reason, error: message }, hint);
      }
    }),
  );
}
