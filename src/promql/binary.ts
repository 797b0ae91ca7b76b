import type { Binary, Grouping } from './expression.ts';
import { labelsKey, pick, type Sample, type SampleLabels, type Value } from './value.ts';

type Operation = Pick<Binary, 'operator' | 'bool' | 'matching' | 'group'>;

/** An operator between numbers, a number and samples, or samples whose labels match. */
export function binary(operation: Operation, left: Value, right: Value): Value {
  const { operator } = operation;
  if (typeof left === 'number' && typeof right === 'number')
    return calculate(operator, left, right);
  if (typeof left === 'number' || typeof right === 'number') {
    return withNumber(operation, left, right);
  }
  if (operator === 'and' || operator === 'unless' || operator === 'or') {
    return setOperation(operation, left, right);
  }
  return matched(operation, left, right);
}

function withNumber({ bool, operator }: Operation, left: Value, right: Value): readonly Sample[] {
  const samples =
    typeof left === 'number' ? (right as readonly Sample[]) : (left as readonly Sample[]);
  return samples.flatMap(({ labels, value }) => {
    const [a, b] = typeof left === 'number' ? [left, value] : [value, Number(right)];
    return result(operator, bool, labels, a, b, value);
  });
}

function setOperation(
  { matching, operator }: Operation,
  left: readonly Sample[],
  right: readonly Sample[],
): readonly Sample[] {
  const key = keyOf(matching);
  const inRight = new Set(right.map(({ labels }) => key(labels)));
  if (operator === 'and') return left.filter(({ labels }) => inRight.has(key(labels)));
  if (operator === 'unless') return left.filter(({ labels }) => !inRight.has(key(labels)));
  const inLeft = new Set(left.map(({ labels }) => key(labels)));
  return [...left, ...right.filter(({ labels }) => !inLeft.has(key(labels)))];
}

function matched(
  { bool, group, matching, operator }: Operation,
  left: readonly Sample[],
  right: readonly Sample[],
): readonly Sample[] {
  const key = keyOf(matching);
  const many = group === 'right' ? right : left;
  const one = new Map(
    (group === 'right' ? left : right).map((sample) => [key(sample.labels), sample]),
  );
  return many.flatMap((sample) => {
    const other = one.get(key(sample.labels));
    if (other === undefined) return [];
    const [a, b] = group === 'right' ? [other, sample] : [sample, other];
    const labels =
      group === undefined && matching !== undefined && !isComparison(operator)
        ? pick(sample.labels, matching)
        : sample.labels;
    return result(operator, bool, labels, a.value, b.value, a.value);
  });
}

function keyOf(matching: Grouping | undefined): (labels: SampleLabels) => string {
  return matching === undefined ? labelsKey : (labels) => labelsKey(pick(labels, matching));
}

function result(
  operator: string,
  bool: boolean,
  labels: SampleLabels,
  left: number,
  right: number,
  kept: number,
): readonly Sample[] {
  const value = calculate(operator, left, right);
  if (!isComparison(operator) || bool) return [{ labels, value }];
  return value === 1 ? [{ labels, value: kept }] : [];
}

function isComparison(operator: string): boolean {
  return ['==', '!=', '<=', '<', '>=', '>'].includes(operator);
}

function calculate(operator: string, a: number, b: number): number {
  const calculation = CALCULATIONS[operator];
  return calculation === undefined ? Number.NaN : Number(calculation(a, b));
}

const CALCULATIONS: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};
