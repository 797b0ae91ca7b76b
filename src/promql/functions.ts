import { histogramQuantile } from './histogram-quantile.ts';
import { NeedsHistory } from './needs-history.ts';
import type { Sample, Value } from './value.ts';

/** A function of instant vectors and numbers. */
export function callFunction(name: string, args: readonly Value[], atSeconds: number): Value {
  const [first = [], second = 0] = args;
  if (name === 'time') return atSeconds;
  if (name === 'histogram_quantile') return histogramQuantile(Number(first), vector(second));
  if (name === 'absent') return vector(first).length === 0 ? [{ labels: {}, value: 1 }] : [];
  if (name === 'vector') return [{ labels: {}, value: Number(first) }];
  const each = EACH[name];
  if (each === undefined) throw new NeedsHistory(`uses ${name}, which only Prometheus knows`);
  const argument = Number(second);
  return vector(first).map(({ labels, value }) => ({ labels, value: each(value, argument) }));
}

function vector(value: Value): readonly Sample[] {
  return typeof value === 'number' ? [{ labels: {}, value }] : value;
}

const EACH: Readonly<Record<string, (value: number, argument: number) => number>> = {
  abs: (value) => Math.abs(value),
  sqrt: (value) => Math.sqrt(value),
  clamp_min: (value, least) => Math.max(value, least),
  clamp_max: (value, most) => Math.min(value, most),
};
