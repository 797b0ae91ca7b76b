/** PromQL as data, as much of it as rules for PostgreSQL use. */
export type Expression = NumberLiteral | Selector | Call | Aggregation | Binary | Negation;

export interface NumberLiteral {
  readonly kind: 'number';
  readonly value: number;
}

export interface Selector {
  readonly kind: 'selector';
  readonly name: string;
  readonly matchers: readonly Matcher[];
  readonly rangeMs?: number;
  readonly offsetMs?: number;
  /** Where in the text a further matcher can be put, and whether there are braces already. */
  readonly end: number;
  readonly braces: boolean;
}

export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
}

export interface Aggregation {
  readonly kind: 'aggregation';
  readonly name: string;
  readonly grouping: Grouping;
  readonly argument: Expression;
}

export interface Grouping {
  readonly keep: boolean;
  readonly labels: readonly string[];
}

export interface Binary {
  readonly kind: 'binary';
  readonly operator: string;
  /** Comparisons give 0 or 1 instead of filtering. */
  readonly bool: boolean;
  /** `on` keeps the labels, `ignoring` drops them; absent: all labels. */
  readonly matching?: Grouping;
  readonly group?: 'left' | 'right';
  readonly left: Expression;
  readonly right: Expression;
}

export interface Negation {
  readonly kind: 'negation';
  readonly argument: Expression;
}

/** Every selector in it, in the order of the text. */
export function selectorsOf(expression: Expression): readonly Selector[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'selector':
      return [expression];
    case 'call':
      return expression.args.flatMap(selectorsOf);
    case 'aggregation':
    case 'negation':
      return selectorsOf(expression.argument);
    case 'binary':
      return [...selectorsOf(expression.left), ...selectorsOf(expression.right)];
  }
}
