import { goDurationMilliseconds } from '../metrics/go-duration.ts';
import { goNumber, goUnixSeconds, isGoTime } from './go-values.ts';
import { unixTimeReader } from './unix-time.ts';

/** Text for the page; null: no sample; undefined: not a number, to be dropped and counted. */
export type ValueReader = (text: string | null) => string | null | undefined;

export interface ValueOptions {
  readonly scale?: number;
  readonly default?: string;
  readonly words?: ReadonlyMap<string, string>;
  readonly duration?: true;
  readonly goValues?: true;
}

/** How values of one PostgreSQL type become sample values. Numbers stay the text that they are. */
export function valueReader(typeOid: number, options: ValueOptions): ValueReader {
  const read = textReader(typeOid, options);
  const fallback = options.default ?? null;
  return (text) => (text === null ? fallback : read(text));
}

function textReader(typeOid: number, options: ValueOptions): TextReader {
  const { duration, goValues, scale, words } = options;
  if (words !== undefined) return (text) => words.get(text);
  if (duration) return goDurationMilliseconds;
  const read = readerOf(typeOid);
  if (!goValues) return scaled(read, scale);
  if (isGoTime(typeOid)) return goUnixSeconds;
  return read === bool ? bool : scaled(read === anyText ? goNumber : read, scale);
}

type TextReader = (text: string) => string | undefined;

function readerOf(typeOid: number): TextReader {
  if (typeOid === TIMESTAMP || typeOid === TIMESTAMPTZ) return unixTimeReader();
  return BY_TYPE[typeOid] ?? anyText;
}

const TIMESTAMP = 1114;
const TIMESTAMPTZ = 1184;

const asItIs: TextReader = (text) => text;

const float: TextReader = (text) => SPECIAL[text] ?? text;

const bool: TextReader = (text) => (text === 't' ? '1' : '0');

const anyText: TextReader = (text) => {
  const trimmed = text.trim();
  if (SPECIAL[trimmed] !== undefined) return SPECIAL[trimmed];
  if (trimmed === 't' || trimmed === 'f') return bool(trimmed);
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed) ? trimmed : undefined;
};

const SPECIAL: Readonly<Record<string, string>> = {
  NaN: 'NaN',
  Infinity: '+Inf',
  '-Infinity': '-Inf',
};

/** By type OID of pg_type: bool 16, int8 20, int2 21, int4 23, oid 26, xid 28, float4 700 ... */
const BY_TYPE: Readonly<Record<number, TextReader>> = {
  16: bool,
  20: asItIs,
  21: asItIs,
  23: asItIs,
  26: asItIs,
  28: asItIs,
  700: float,
  701: float,
  1700: float,
  5069: asItIs,
};

function scaled(read: TextReader, scale: number | undefined): TextReader {
  if (scale === undefined || scale === 1) return read;
  const inverse = 1 / scale;
  // 12.3 / 1000 is 0.0123, but 12.3 * 0.001 is 0.012300000000000002.
  const apply = Number.isInteger(inverse)
    ? (value: number) => value / inverse
    : (value: number) => value * scale;
  return (text) => {
    const value = read(text);
    if (value === undefined || value === 'NaN' || value.endsWith('Inf')) return value;
    return String(apply(Number(value)));
  };
}
