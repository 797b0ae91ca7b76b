import type { Column } from '../query.ts';

type Usages = Readonly<Record<string, Column['usage']>>;

/** What pg_exporter knows, and all others, too. */
export const COMMON_USAGES: Usages = {
  LABEL: 'LABEL',
  GAUGE: 'GAUGE',
  COUNTER: 'COUNTER',
  HISTOGRAM: 'HISTOGRAM',
  DISCARD: 'DISCARD',
};

/** What postgres_exporter knows, and CloudNativePG after it. */
export const ALL_USAGES: Usages = { ...COMMON_USAGES, MAPPEDMETRIC: 'GAUGE', DURATION: 'GAUGE' };
