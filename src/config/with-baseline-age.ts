import { baselineAgeFamily } from '../baseline/baseline-age-family.ts';
import type { Labels } from '../metrics/label-text.ts';
import type { ScrapeTarget } from '../scrape/scrape-target.ts';

/** A target whose scrapes also say when its newest baseline was made. */
export function withBaselineAge(
  target: ScrapeTarget,
  folder: string,
  labels: Labels,
): ScrapeTarget {
  return {
    ...target,
    async scrape(request) {
      const [result, age] = await Promise.all([
        target.scrape(request),
        baselineAgeFamily(folder, target.name, labels),
      ]);
      return { ...result, families: [...result.families, age] };
    },
  };
}
