import type { Family } from '../metrics/family.ts';

/** What one scrape gave; shared by all who asked for it at the same time. */
export interface ScrapeResult {
  readonly up: boolean;
  readonly families: readonly Family[];
  readonly durationSeconds: number;
}
