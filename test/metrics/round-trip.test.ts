import { describe, expect, test } from 'vitest';
import { FORMATS, renderFamilies } from '../../src/metrics/exposition.ts';
import { makeFamily } from '../../src/metrics/make-family.ts';
import { parsePage } from './parse-page.ts';

const SEED = 20_261_120;
const PAGES = 200;

/** What breaks readers of text: quotes, backslashes, all kinds of ends of line, braces, other scripts. */
const PIECES = [
  ...[
    '"',
    '\\',
    '\n',
    '\\n',
    '\\"',
    '\r',
    '\r\n',
    '\t',
    '\0',
    '\u0085',
    '\u2028',
    '{',
    '}',
    ',',
    '=',
  ],
  ...[
    'a',
    'Z',
    '9',
    ' ',
    '#',
    '# EOF',
    ' 1',
    'é',
    '中',
    '🐘',
    '\u202e',
    '\ufeff',
    'e\u0301',
    '',
    '""',
  ],
];

describe.each(FORMATS)('what a reader of the %s format finds', (format) => {
  test('are the label values, names, values and help texts that went in', () => {
    const random = generator(SEED);
    for (let page = 0; page < PAGES; page++) {
      const help = text(random);
      const samples = [...Array(pick(random, 6)).keys()].map((row) => ({
        labels: Object.fromEntries([
          ['row', String(row)],
          ...[...Array(pick(random, 4)).keys()].map((n) => [`l_${n}`, text(random)] as const),
        ]),
        value: number(random),
      }));
      const family = makeFamily('gauge', 'pg_random', help, samples);
      const read = parsePage([...renderFamilies([family], format)].join(''));
      const found = read.get('pg_random')?.samples ?? [];
      expect(found.map(({ labels }) => labels)).toEqual(samples.map(({ labels }) => labels));
      expect(found.map(({ value }) => toNumber(value))).toEqual(samples.map(({ value }) => value));
      if (samples.length > 0) expect(read.get('pg_random')?.help).toBe(help);
    }
  });
});

function text(random: () => number): string {
  return Array.from({ length: pick(random, 8) }, () => PIECES[pick(random, PIECES.length)]).join(
    '',
  );
}

function number(random: () => number): number {
  const special = [0, 1e-7, 1e21, 5e-324, Number.MAX_VALUE, Number.NaN, 1 / 0, -1 / 0];
  const chosen = special[pick(random, special.length * 2)];
  return chosen ?? (random() - 0.5) * 10 ** pick(random, 20);
}

function toNumber(value: string): number {
  return Number(value.replace('Inf', 'Infinity'));
}

function pick(random: () => number, below: number): number {
  return Math.floor(random() * below);
}

/** The same numbers in every run, so that a failure comes again. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
