import { formatValue, valueTemplate } from '../thresholds/format-value.ts';
import type { Severity, Threshold } from '../thresholds/threshold.ts';
import type { Links } from './links.ts';
import { dashboardLink, runbookLink } from './links.ts';
import { promDuration } from './prom-duration.ts';

/** An alerting rule as Prometheus reads it. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface AlertOptions {
  readonly severity: Severity;
  readonly limit: number;
  readonly forMs: number;
  readonly links: Links;
}

/** One threshold at one severity as a rule. */
export function alertRule(threshold: Threshold, options: AlertOptions): AlertRule {
  const { alert, category, detail, per, sql, summary, unit } = threshold;
  const { forMs, limit, links, severity } = options;
  const shown = (text: string) => fillIn(text, unit, limit);
  return {
    alert,
    expr: alertExpression(threshold, limit),
    ...(forMs === 0 ? {} : { for: promDuration(forMs) }),
    labels: {
      severity,
      category,
      target: '{{ $labels.instance }}',
      ...(per.includes('datname') ? { database: '{{ $labels.datname }}' } : {}),
    },
    annotations: {
      summary: shown(summary),
      description: shown(detail),
      value: valueTemplate(unit),
      ...(unit === 'state' ? {} : { limit: formatValue(unit, limit) }),
      sql,
      runbook_url: runbookLink(threshold, links),
      dashboard_url: dashboardLink(threshold, links),
    },
  };
}

/** Series of the signal that are beyond the limit, where there is enough traffic to judge. */
export function alertExpression({ guard, signal, worse }: Threshold, limit: number): string {
  const operator = worse === 'above' ? '>' : '<';
  const left = /^[\w:]+(?:\{[^{}]*\})?$/.test(signal) ? signal : `(\n${indented(signal)}\n)`;
  const compared = `${left} ${operator} ${limit}`;
  if (guard === undefined) return compared;
  const labels = ['job', 'instance', ...guard.by];
  return `${compared}\nand on (${labels.join(', ')}) (\n${indented(guard.expr)}\n)`;
}

function indented(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

function fillIn(text: string, unit: Threshold['unit'], limit: number): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'value') return valueTemplate(unit);
    if (name === 'limit') return formatValue(unit, limit);
    return `{{ $labels.${name} }}`;
  });
}
