import { formatValue } from '../thresholds/format-value.ts';
import type { Verdict, VerdictKind } from '../thresholds/verdict.ts';
import { type TextColumn, textTable } from './text-table.ts';
import { ageText } from './time-text.ts';
import { wrapText } from './wrap-text.ts';

export interface CheckTextOptions {
  /** What is fine and what cannot be judged, too, one line for each threshold. */
  readonly all: boolean;
  readonly width: number;
  readonly now: number;
}

/** The verdicts as a table, the worst first, and how many of each kind there are. */
export function checkText(
  verdicts: readonly Verdict[],
  { all, now, width }: CheckTextOptions,
): string {
  const bad = verdicts.filter(({ kind }) => BAD.includes(kind));
  const shown = [...bad, ...(all ? nearest(verdicts) : [])].toSorted(
    (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind),
  );
  const withSince = shown.some(({ since }) => since !== undefined);
  const columns = COLUMNS.filter(({ title }) => title !== 'SINCE' || withSince);
  const rows = shown.map((verdict) => rowOf(verdict, now, withSince));
  const table = rows.length === 0 ? [] : [...textTable(columns, rows, width), ''];
  return [...table, ...summary(verdicts, all, width)].map((line) => `${line}\n`).join('');
}

/** Of what is not bad, the one of each threshold that is nearest to its limit. */
function nearest(verdicts: readonly Verdict[]): readonly Verdict[] {
  const best = new Map<string, Verdict>();
  for (const verdict of verdicts.filter(({ kind }) => !BAD.includes(kind))) {
    const key = `${verdict.kind} ${verdict.target} ${verdict.threshold.id}`;
    const known = best.get(key);
    const sign = verdict.threshold.worse === 'above' ? 1 : -1;
    const nearer = sign * ((verdict.value ?? 0) - (known?.value ?? 0)) > 0;
    if (known === undefined || nearer) best.set(key, verdict);
  }
  return [...best.values()];
}

const ORDER: readonly VerdictKind[] = [
  'critical',
  'warning',
  'info',
  'ok',
  'idle',
  'no_data',
  'needs_history',
];
const BAD: readonly VerdictKind[] = ['critical', 'warning', 'info'];

const COLUMNS: readonly TextColumn[] = [
  { title: 'VERDICT', align: 'left' },
  { title: 'TARGET', align: 'left', least: 8 },
  { title: 'THRESHOLD', align: 'left' },
  { title: 'VALUE', align: 'right' },
  { title: 'LIMIT', align: 'right' },
  { title: 'SINCE', align: 'right' },
  { title: 'WHERE', align: 'left', least: 16 },
];

function rowOf(verdict: Verdict, now: number, withSince: boolean): readonly string[] {
  const { kind, labels, limit, reason, since, target, threshold, value } = verdict;
  const shown = (number: number | undefined) =>
    number === undefined ? '-' : formatValue(threshold.unit, number);
  const sign = threshold.worse === 'above' ? '>' : '<';
  const where = Object.values(labels).filter((text) => text !== '');
  return [
    kind.replace('_', ' '),
    target,
    threshold.id,
    shown(value),
    limit === undefined ? '-' : `${sign} ${shown(limit)}`,
    ...(withSince ? [since === undefined ? '-' : ageText(now - Date.parse(since))] : []),
    where.join('.') || (reason ?? threshold.description),
  ];
}

function summary(verdicts: readonly Verdict[], all: boolean, width: number): readonly string[] {
  const count = (kind: VerdictKind) => verdicts.filter((verdict) => verdict.kind === kind).length;
  const judged = ORDER.slice(0, 4).map((kind) => `${count(kind)} ${kind}`);
  const rest = [
    [count('idle'), 'with too little traffic to judge'],
    [count('no_data'), 'with nothing to judge'],
    [count('needs_history'), 'that need a history (give --prometheus)'],
  ] as const;
  const left = rest.filter(([number]) => number > 0).map((pair) => pair.join(' '));
  const hint = all || judged.length === 0 ? '' : '; --all lists them';
  return [
    judged.join(', '),
    ...(left.length === 0
      ? []
      : wrapText(`Not judged: ${left.join(', ')}${hint}`, width, '', '  ')),
  ];
}
