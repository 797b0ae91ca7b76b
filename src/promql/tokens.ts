import { PromqlError } from './promql-error.ts';

export interface Token {
  readonly kind: 'word' | 'number' | 'duration' | 'string' | 'symbol' | 'end';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The words, numbers and signs of a PromQL text; comments and white space fall away. */
export function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  let position = 0;
  while (position < text.length) {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    if (match === null) {
      throw new PromqlError(
        `there is no token that starts with "${text[position]}"`,
        text,
        position,
      );
    }
    const end = TOKEN.lastIndex;
    const [whole] = match;
    const kind = KINDS.find((name) => match.groups?.[name] !== undefined);
    if (kind !== undefined) found.push({ kind, text: whole, start: position, end });
    position = end;
  }
  return [...found, { kind: 'end', text: '', start: text.length, end: text.length }];
}

const KINDS = ['word', 'duration', 'number', 'string', 'symbol'] as const;

const TOKEN =
  /(?:\s+|#[^\n]*)|(?<word>[a-zA-Z_:][\w:]*)|(?<duration>(?:\d+(?:ms|[smhdwy]))+)|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<symbol>=~|!~|!=|==|<=|>=|[-+*/%^<>=(){}[\],])/y;
