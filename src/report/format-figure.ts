import { formatBytes } from '../console/format-bytes.ts';
import { formatCount } from '../console/format-count.ts';
import { formatRatio } from '../console/format-ratio.ts';
import { formatSeconds } from '../console/format-seconds.ts';
import type { TrendUnit } from '../trends/trend-signals.ts';

/** A figure as people read it; nothing where it is not known. */
export function formatFigure(unit: TrendUnit, value: number | null): string {
  return FORMATS[unit](value);
}

const FORMATS: Readonly<Record<TrendUnit, (value: number | null) => string>> = {
  'per second': (value) => (value === null ? '' : `${formatCount(value)}/s`),
  'bytes per second': (value) => (value === null ? '' : `${formatBytes(value)}/s`),
  bytes: formatBytes,
  ratio: formatRatio,
  seconds: formatSeconds,
  count: formatCount,
};
