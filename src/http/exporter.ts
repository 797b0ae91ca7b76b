import type { RequestHandler } from 'express';
import type { Family } from '../metrics/family.ts';
import type { ScrapeTarget } from '../scrape/scrape-target.ts';

/** What the HTTP side needs of the exporter; asked anew for each request, as a reload changes it. */
export interface Exporter {
  readonly targets: () => ReadonlyMap<string, ScrapeTarget>;
  readonly defaultTarget: () => ScrapeTarget | undefined;
  readonly queryIds: () => ReadonlySet<string>;
  readonly timeouts: () => ScrapeTimeouts;
  /** Metrics of the process itself: memory, CPU, requests, reloads. */
  readonly ownFamilies: () => Promise<readonly Family[]>;
  /** Rejects with what is wrong; the old configuration stays in use then. */
  readonly reload: () => Promise<void>;
}

export interface ScrapeTimeouts {
  readonly scrapeTimeoutMs: number;
  /** Taken off Prometheus' own timeout, for the way back. */
  readonly offsetMs: number;
}

export interface HttpOptions {
  readonly version: string;
  readonly metricsPath: string;
  readonly enableLifecycle: boolean;
  /** Lists and health as JSON, where they were switched on. */
  readonly api?: RequestHandler;
  /** Told of what went wrong while a page was made or sent. */
  readonly onError: (error: unknown) => void;
}
