import { formatValue, valueTemplate } from '../thresholds/format-value.ts';
import type { Threshold } from '../thresholds/threshold.ts';
import { type AlertOptions, alertRule } from './alert-rule.ts';
import type { ExampleCase } from './example-cases.ts';
import { seriesLabels } from './series-name.ts';

/** The alert that Prometheus should make of a case, with every text filled in. */
export function expectedAlert(
  threshold: Threshold,
  one: ExampleCase,
  options: AlertOptions,
): unknown {
  const { value = Number.NaN } = one;
  const identity = identityOf(threshold, one);
  const rule = alertRule(threshold, options);
  const shown = (text: string) =>
    text
      .replaceAll(valueTemplate(threshold.unit), formatValue(threshold.unit, value))
      .replace(/\{\{ \$labels\.(\w+)( \| urlquery)? \}\}/g, (_, label: string, query?: string) => {
        const found = identity[label] ?? '';
        return query === undefined ? found : encodeURIComponent(found);
      });
  const filled = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, shown(text)]));
  return {
    exp_labels: { ...identity, ...filled(rule.labels) },
    exp_annotations: filled(rule.annotations),
  };
}

/** Job and instance, and the labels of the threshold as the series of the example have them. */
function identityOf(
  { per }: Threshold,
  { instance, series }: ExampleCase,
): Readonly<Record<string, string>> {
  const all = Object.keys(series).map((name) => seriesLabels(name).labels);
  const inExample = (label: string) =>
    all.find((labels) => labels[label] !== undefined)?.[label] ?? '';
  return {
    job: inExample('job') || 'postgresql',
    instance,
    ...Object.fromEntries(per.map((label) => [label, inExample(label)])),
  };
}
