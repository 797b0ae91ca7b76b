import { Lexer } from 'yaml';

export interface Reindented {
  readonly text: string;
  /** By line, counted from 1: how many spaces were put in front. */
  readonly shifts: ReadonlyMap<number, number>;
}

/**
 * Go's and Python's parsers let a quoted text go on in lines that are indented less than it should;
 * this one does not. White space at the start of such a line is no part of the text, so more of it
 * changes nothing.
 */
export function reindentQuoted(text: string): Reindented {
  const shifts = new Map<number, number>();
  let fixed = text;
  let from = 0;
  for (;;) {
    const start = unclosedQuote(fixed, from);
    const end = start === undefined ? undefined : closingQuote(fixed, start);
    if (start === undefined || end === undefined) return { text: fixed, shifts };
    const column = start - (fixed.lastIndexOf('\n', start) + 1);
    const inside = fixed.slice(start, end).split('\n');
    const firstLine = fixed.slice(0, start).split('\n').length;
    const lines = inside.map((line, index) => {
      if (index === 0 || line.trim() === '') return line;
      shifts.set(firstLine + index, column + 1);
      return `${' '.repeat(column + 1)}${line}`;
    });
    fixed = `${fixed.slice(0, start)}${lines.join('\n')}${fixed.slice(end)}`;
    from = start + 1;
  }
}

/** Where a quoted token begins that the lexer gave up on. */
function unclosedQuote(text: string, from: number): number | undefined {
  let offset = 0;
  let scalar = false;
  for (const token of new Lexer().lex(text)) {
    if (CONTROL.has(token)) {
      scalar = token === '\u001f';
      continue;
    }
    const quoted = !scalar && /^["']/.test(token);
    if (quoted && offset >= from && closingQuote(token, 0) === undefined) return offset;
    scalar = false;
    offset += token.length;
  }
  return undefined;
}

/** Tokens of the lexer that stand for no text: document, end of flow, scalar. */
const CONTROL: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f']);

/** The offset after the closing quote. */
function closingQuote(text: string, start: number): number | undefined {
  const quote = text[start];
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === '\\' && quote === '"') index += 1;
    else if (text[index] === quote) {
      if (quote === '"' || text[index + 1] !== "'") return index + 1;
      index += 1;
    }
  }
  return undefined;
}
