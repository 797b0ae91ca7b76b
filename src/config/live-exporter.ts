import type { Exporter } from '../http/exporter.ts';
import { ownMetrics } from '../http/own-metrics.ts';
import type { ScrapeTarget } from '../scrape/scrape-target.ts';
import type { ScrapeLog } from '../scrape/target-options.ts';
import { makeTargets } from './make-targets.ts';
import { type ConfigInput, type ReadConfig, readConfig } from './read-config.ts';

/** The exporter with the configuration that is in use now. */
export interface LiveExporter extends Exporter {
  readonly current: () => ReadConfig;
  close(): Promise<void>;
}

export interface LiveOptions {
  readonly input: ConfigInput;
  readonly version: string;
  readonly log: ScrapeLog;
  readonly unixSeconds: () => number;
}

/** Reads the configuration for the first time; rejects as `readConfig` does. */
export async function liveExporter(options: LiveOptions): Promise<LiveExporter> {
  const own = ownMetrics(options.version);
  const hooks = {
    onScrape: own.observeScrape,
    log: (target: string): ScrapeLog => ({
      info: (fields, message) => options.log.info({ target, ...fields }, message),
      warn: (fields, message) => options.log.warn({ target, ...fields }, message),
    }),
  };
  let read = await readConfig(options.input);
  let targets = makeTargets(read, hooks);
  own.reloaded(true, options.unixSeconds());

  async function reload(): Promise<void> {
    try {
      read = await readConfig(options.input);
    } catch (error) {
      own.reloaded(false, options.unixSeconds());
      const { message } = error as Error;
      options.log.warn({ error: message }, 'reload failed, the old configuration stays in use');
      throw error;
    }
    const old = targets;
    targets = makeTargets(read, hooks);
    own.reloaded(true, options.unixSeconds());
    options.log.info({ queries: read.queries.length, targets: targets.size }, 'reloaded');
    await closeAll(old);
  }

  return {
    current: () => read,
    targets: () => targets,
    defaultTarget: () => targets.get(read.defaultTarget ?? ''),
    queryIds: () => new Set(read.queries.map(({ id }) => id)),
    timeouts: () => ({
      scrapeTimeoutMs: read.config.limits.scrape_timeout,
      offsetMs: read.config.limits.scrape_timeout_offset,
    }),
    ownFamilies: own.families,
    reload: inTurn(reload),
    close: () => closeAll(targets),
  };
}

/** Scrapes that are under way keep their sessions until they end. */
async function closeAll(targets: ReadonlyMap<string, ScrapeTarget>): Promise<void> {
  await Promise.all([...targets.values()].map((target) => target.close()));
}

/** Two reloads at once would leave targets behind that nobody closes. */
function inTurn(run: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    const next = last.then(run);
    last = next.catch(() => undefined);
    return next;
  };
}
