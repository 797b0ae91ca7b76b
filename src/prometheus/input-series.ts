import { evaluate } from '../promql/evaluate.ts';
import { durationMs, parsePromql } from '../promql/parse-promql.ts';
import type { Example } from '../thresholds/threshold.ts';
import type { ExampleCase } from './example-cases.ts';
import { seriesName } from './series-name.ts';

export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

/**
 * The series of one server. A value of the example is a number or an expression of `v`, the value
 * of the signal, and `t`, the time of the look in seconds; with `+` before it the rise of a counter
 * per second. `1 for 7d, v` is 1 for a week and v from then on, `v rising 2` starts at v and rises
 * by 2 in each second, and `1 if v` is no series where v is 0.
 */
export function inputSeries(
  { intervalMs }: Example,
  { instance, series, value = 1 }: ExampleCase,
  atMs: number,
): readonly InputSeries[] {
  const variables = { v: value, t: atMs / 1000 };
  return Object.entries(series).flatMap(([name, text]) => {
    const [, shown = text, condition] = /^(.*) if (.*)$/.exec(text) ?? [];
    if (condition !== undefined && calculated(condition, variables) === 0) return [];
    const values = valuesOf(shown, variables, intervalMs, atMs);
    return [{ series: seriesName(name, instance), values }];
  });
}

function valuesOf(
  text: string,
  variables: Readonly<Record<string, number>>,
  intervalMs: number,
  atMs: number,
): string {
  const counter = text.trim().startsWith('+');
  const pieces = text
    .trim()
    .replace(/^\+/, '')
    .split(/,(?![^(]*\))/);
  let used = 0;
  let level = 0;
  return pieces
    .map((piece) => {
      const [, lasting = piece, lasts] = /^(.*) for (\w+)\s*$/.exec(piece) ?? [];
      const [, expression = lasting, rising = '0'] = /^(.*) rising (.*)$/.exec(lasting) ?? [];
      const number = calculated(expression, variables);
      const rate = counter ? number : calculated(rising, variables);
      const left = Math.floor(atMs / intervalMs) + 2 - used;
      const count = lasts === undefined ? left : Math.floor(durationMs(lasts) / intervalMs);
      const step = (rate * intervalMs) / 1000;
      const start = counter ? level : number;
      used += count;
      level = start + step * count;
      return `${plain(start)}${step < 0 ? '' : '+'}${plain(step)}x${count - 1}`;
    })
    .join(' ');
}

function calculated(expression: string, variables: Readonly<Record<string, number>>): number {
  const series = (name: string) => [{ labels: {}, value: variables[name] ?? Number.NaN }];
  const now = { atSeconds: 0, series };
  const result = evaluate(parsePromql(expression), { now, records: new Map() });
  return typeof result === 'number' ? result : (result[0]?.value ?? Number.NaN);
}

/** Without an exponent, which a series of promtool cannot have. */
function plain(value: number): string {
  const text = String(Number(value.toPrecision(15)));
  return text.includes('e') ? value.toFixed(12) : text;
}
