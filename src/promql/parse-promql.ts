import type { Binary, Expression, Grouping, Matcher, Selector } from './expression.ts';
import { PromqlError } from './promql-error.ts';
import { type Token, tokens } from './tokens.ts';

/** Reads a PromQL expression; throws a PromqlError that shows where it stopped. */
export function parsePromql(text: string): Expression {
  const reader = tokenReader(text);
  const expression = binaryExpression(reader, 0);
  if (reader.peek().kind !== 'end') throw reader.unexpected('the end or an operator');
  return expression;
}

/** Milliseconds of a duration such as 1h30m. */
export function durationMs(text: string): number {
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwy])/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0);
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

interface Reader {
  peek(): Token;
  next(): Token;
  /** Goes on if the next token is this one. */
  accept(text: string): boolean;
  expect(text: string): Token;
  unexpected(wanted: string): PromqlError;
}

function tokenReader(text: string): Reader {
  const list = tokens(text);
  let index = 0;
  const peek = () => list[index] as Token;
  const unexpected = (wanted: string) =>
    new PromqlError(
      `expected ${wanted}, found ${peek().kind === 'end' ? 'the end' : `"${peek().text}"`}`,
      text,
      peek().start,
    );
  const next = () => {
    const token = peek();
    if (token.kind !== 'end') index += 1;
    return token;
  };
  const accept = (wanted: string) => {
    if (peek().text !== wanted || peek().kind === 'string') return false;
    next();
    return true;
  };
  const expect = (wanted: string) => {
    if (peek().text !== wanted) throw unexpected(`"${wanted}"`);
    return next();
  };
  return { peek, next, accept, expect, unexpected };
}

/** Weakest first; all are left-associative but the power. */
const LEVELS: readonly (readonly string[])[] = [
  ['or'],
  ['and', 'unless'],
  ['==', '!=', '<=', '<', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

function binaryExpression(reader: Reader, level: number): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) return unaryExpression(reader);
  let left = binaryExpression(reader, level + 1);
  while (reader.peek().kind !== 'string' && operators.includes(reader.peek().text)) {
    const operator = reader.next().text;
    const modifiers = binaryModifiers(reader);
    const right = binaryExpression(reader, level + 1);
    left = { kind: 'binary', operator, ...modifiers, left, right };
  }
  return left;
}

function binaryModifiers(reader: Reader): Pick<Binary, 'bool' | 'matching' | 'group'> {
  const bool = reader.accept('bool');
  const keep = reader.peek().text === 'on';
  if (!keep && reader.peek().text !== 'ignoring') return { bool };
  reader.next();
  const matching: Grouping = { keep, labels: labelList(reader) };
  const side = (['left', 'right'] as const).find((name) => reader.accept(`group_${name}`));
  if (side === undefined) return { bool, matching };
  // No rule here copies labels, so that group_left has nothing in its parentheses.
  if (reader.accept('(')) reader.expect(')');
  return { bool, matching, group: side };
}

function unaryExpression(reader: Reader): Expression {
  if (reader.accept('-')) return { kind: 'negation', argument: unaryExpression(reader) };
  if (reader.accept('+')) return unaryExpression(reader);
  const base = primary(reader);
  if (!reader.accept('^')) return base;
  const modifiers = binaryModifiers(reader);
  const right = unaryExpression(reader);
  return { kind: 'binary', operator: '^', ...modifiers, left: base, right };
}

const AGGREGATIONS: ReadonlySet<string> = new Set(['sum', 'max', 'min', 'avg', 'count', 'group']);

function primary(reader: Reader): Expression {
  const token = reader.next();
  if (token.text === '(' && token.kind === 'symbol') {
    const inner = binaryExpression(reader, 0);
    reader.expect(')');
    return inner;
  }
  if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
  if (token.kind !== 'word')
    throw reader.unexpected(`a metric, number or function after "${token.text}"`);
  const grouped = ['by', 'without', '('].includes(reader.peek().text);
  if (AGGREGATIONS.has(token.text) && grouped) return aggregation(reader, token.text);
  if (reader.peek().text === '(')
    return { kind: 'call', name: token.text, args: callArguments(reader) };
  return selector(reader, token);
}

function aggregation(reader: Reader, name: string): Expression {
  const before = groupingOf(reader);
  reader.expect('(');
  const argument = binaryExpression(reader, 0);
  reader.expect(')');
  const grouping = before ?? groupingOf(reader) ?? { keep: true, labels: [] };
  return { kind: 'aggregation', name, grouping, argument };
}

function groupingOf(reader: Reader): Grouping | undefined {
  const keep = reader.accept('by');
  if (!keep && !reader.accept('without')) return undefined;
  return { keep, labels: labelList(reader) };
}

function callArguments(reader: Reader): readonly Expression[] {
  reader.expect('(');
  const args: Expression[] = [];
  while (!reader.accept(')')) {
    if (args.length > 0) reader.expect(',');
    args.push(binaryExpression(reader, 0));
  }
  return args;
}

function labelList(reader: Reader): readonly string[] {
  reader.expect('(');
  const labels: string[] = [];
  while (!reader.accept(')')) {
    if (labels.length > 0) reader.expect(',');
    labels.push(reader.next().text);
  }
  return labels;
}

function selector(reader: Reader, name: Token): Selector {
  const braces = reader.accept('{');
  const matchers: Matcher[] = [];
  let end = name.end;
  while (braces) {
    end = reader.peek().start;
    if (reader.accept('}')) break;
    if (matchers.length > 0) reader.expect(',');
    matchers.push(matcher(reader));
  }
  const rangeMs = reader.accept('[') ? durationMs(reader.next().text) : undefined;
  if (rangeMs !== undefined) reader.expect(']');
  const offsetMs = reader.accept('offset') ? durationMs(reader.next().text) : undefined;
  return {
    kind: 'selector',
    name: name.text,
    matchers,
    end,
    braces,
    ...(rangeMs === undefined ? {} : { rangeMs }),
    ...(offsetMs === undefined ? {} : { offsetMs }),
  };
}

const MATCHING = ['=', '!=', '=~', '!~'] as const;

function matcher(reader: Reader): Matcher {
  const label = reader.next().text;
  const operator = MATCHING.find((one) => reader.accept(one));
  if (operator === undefined) throw reader.unexpected('one of =, !=, =~, !~');
  const token = reader.next();
  if (token.kind !== 'string') throw reader.unexpected('a text in quotes');
  // Double quotes and escapes are those of JSON as far as labels need them.
  const value: unknown = JSON.parse(`"${token.text.slice(1, -1).replace(/\\'/g, "'")}"`);
  return { label, operator, value: String(value) };
}
