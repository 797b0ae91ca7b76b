import { aggregate } from './aggregate.ts';
import { binary } from './binary.ts';
import type { EvaluationContext } from './evaluation-context.ts';
import type { Expression, Selector } from './expression.ts';
import { callFunction } from './functions.ts';
import { NeedsHistory } from './needs-history.ts';
import { overTime } from './over-time.ts';
import { matches, type Sample, type Value } from './value.ts';

/**
 * What an expression gives right now, with two looks in the place of a history. Throws NeedsHistory
 * where that would be guessing.
 */
export function evaluate(expression: Expression, context: EvaluationContext): Value {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'selector':
      return select(expression, context);
    case 'negation': {
      const value = evaluate(expression.argument, context);
      return binary({ operator: '*', bool: false }, -1, value);
    }
    case 'aggregation':
      return aggregate(
        expression.name,
        expression.grouping,
        samplesOf(evaluate(expression.argument, context)),
      );
    case 'binary': {
      const left = evaluate(expression.left, context);
      return binary(expression, left, evaluate(expression.right, context));
    }
    case 'call': {
      const [first] = expression.args;
      if (first?.kind === 'selector' && first.rangeMs !== undefined) {
        return overTime(expression.name, first, context);
      }
      const args = expression.args.map((argument) => evaluate(argument, context));
      return callFunction(expression.name, args, context.now.atSeconds);
    }
  }
}

function select(selector: Selector, context: EvaluationContext): readonly Sample[] {
  if (selector.offsetMs !== undefined) {
    throw new NeedsHistory(`compares with ${selector.offsetMs / 3_600_000} hours ago`);
  }
  const record = context.records.get(selector.name);
  if (record === undefined) return matches(context.now, selector);
  const samples = samplesOf(evaluate(record, context));
  return matches({ atSeconds: context.now.atSeconds, series: () => samples }, selector);
}

function samplesOf(value: Value): readonly Sample[] {
  return typeof value === 'number' ? [{ labels: {}, value }] : value;
}
