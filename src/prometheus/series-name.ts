/** A series of an example with the labels that a scrape gives it. */
export function seriesName(series: string, instance: string): string {
  const { labels, name } = seriesLabels(series);
  const all = { instance, job: 'postgresql', ...labels };
  const inner = Object.entries(all).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${inner.join(',')}}`;
}

/** Name and labels of `name{label="value",...}`. */
export function seriesLabels(series: string): {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
} {
  const [, name = '', inner = ''] = /^([\w:]+)(?:\{(.*)\})?$/.exec(series.trim()) ?? [];
  const pairs = [...inner.matchAll(/(\w+)\s*=\s*"((?:[^"\\]|\\.)*)"/g)];
  return { name, labels: Object.fromEntries(pairs.map(([, label, value = '']) => [label, value])) };
}
