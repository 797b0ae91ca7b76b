/**
 * Columns of one table on which an index would serve a filter as EXPLAIN writes it: those that are
 * compared for equality, then one that is compared for order. None where the terms are not plain.
 */
export function indexColumns(filter: string): readonly string[] {
  const terms = conjunction(filter);
  const equal = terms.flatMap((term) => columnOf(term, EQUAL));
  const range = terms.flatMap((term) => columnOf(term, RANGE));
  // A range alone is as often most of the table as a part of it.
  if (equal.length === 0) return [];
  return [...new Set([...equal, ...range.slice(0, 1)])].slice(0, MOST);
}

/** Further columns make an index larger and seldom more selective. */
const MOST = 3;

const COLUMN = String.raw`\(*(?:(?:\w+|"[^"]+")\.)?(\w+|"[^"]+")\)*(?:::(?:text|bpchar|character varying))?\)*`;
// On the other side anything but a column: a parameter, a constant, a function's result.
const VALUE = String.raw`\(*(?:\$\d+|'|-?\d|now\(|CURRENT|ANY|ARRAY|true|false)`;
const EQUAL = new RegExp(`^${COLUMN} = ${VALUE}`);
const RANGE = new RegExp(`^${COLUMN} (?:<|<=|>|>=) ${VALUE}`);

function columnOf(term: string, pattern: RegExp): readonly string[] {
  const column = pattern.exec(term)?.[1];
  return column === undefined ? [] : [column];
}

/** The terms of a conjunction; nothing where the filter is something else. */
function conjunction(filter: string): readonly string[] {
  const text = stripped(filter);
  const terms = split(text);
  if (terms.length > 1) return terms.flatMap(conjunction);
  return / OR /.test(text) ? [] : [text];
}

/** Splits at AND outside of parentheses and quotes. */
function split(text: string): readonly string[] {
  const terms: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === "'") quoted = !quoted;
    if (quoted) continue;
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth === 0 && text.startsWith(' AND ', index)) {
      terms.push(text.slice(start, index));
      start = index + 5;
    }
  }
  return [...terms, text.slice(start)];
}

/** Without the parentheses around all of it. */
function stripped(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('(') || !trimmed.endsWith(')')) return trimmed;
  let depth = 0;
  for (let index = 0; index < trimmed.length - 1; index += 1) {
    if (trimmed[index] === '(') depth += 1;
    if (trimmed[index] === ')') depth -= 1;
    if (depth === 0) return trimmed;
  }
  return stripped(trimmed.slice(1, -1));
}
