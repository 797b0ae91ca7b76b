import type { ScrapeTarget } from '../scrape/scrape-target.ts';
import type { TextOptions } from '../statements/mask-text.ts';
import type { ChosenThreshold } from '../thresholds/choose-limits.ts';

/** What the API needs of the exporter; asked anew for each request, as a reload changes it. */
export interface ApiOptions {
  readonly targets: () => ReadonlyMap<string, ScrapeTarget>;
  readonly defaultTarget: () => ScrapeTarget | undefined;
  readonly timeoutMs: () => number;
  /** How much of a statement may be seen. */
  readonly text: () => TextOptions;
  /** The limits for a target. */
  readonly limits: (target: string) => Promise<readonly ChosenThreshold[]>;
  readonly unixSeconds: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly version: string;
}
