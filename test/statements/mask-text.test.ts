import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskText } from '../../src/statements/mask-text.ts';

const full = { mode: 'full', length: 120 } as const;
const SECRET = 's3cr3tw0rd';

const STATEMENTS = [
  `ALTER ROLE app PASSWORD '${SECRET}'`,
  `CREATE USER MAPPING FOR app SERVER s OPTIONS (user 'u', password '${SECRET}')`,
  `alter role app password E'it\\'s ${SECRET}'`,
  `alter role app password 'it''s ${SECRET}'`,
  `DO $$ BEGIN PERFORM '${SECRET}'; END $$`,
  `DO $body$ ${SECRET} $$ ${SECRET} $body$`,
  `SELECT 1 -- ${SECRET}\nFROM t`,
  `SELECT /* ${SECRET} /* ${SECRET} */ ${SECRET} */ 1`,
  `CREATE SUBSCRIPTION s CONNECTION 'host=h password=${SECRET}' PUBLICATION p`,
  // The server cuts long texts off.
  `ALTER ROLE app PASSWORD '${SECRET}`,
  `SELECT 1 /* ${SECRET}`,
  `DO $x$ ${SECRET}`,
];

describe('a text that is shown', () => {
  test.each(STATEMENTS)('has nothing of what is secret in: %s', (statement) => {
    for (const mode of ['full', 'shortened', 'hashed', 'none'] as const) {
      expect(maskText(statement, { mode, length: 120 })).not.toContain(SECRET);
    }
  });

  test('never has a quoted constant in it, whatever stands around', () => {
    const piece = fc.constantFrom(
      'select ',
      '"a""b"',
      '-- c\n',
      '/* d */',
      "E'\\\\'",
      "''",
      ' = ',
      '$1',
      '$$x$$',
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(piece), (before, after) => {
        const statement = `${before.join(' ')} '${SECRET}' ${after.join(' ')}`;
        expect(maskText(statement, full)).not.toContain(SECRET);
      }),
    );
  });

  test('keeps parameters and names, and hides numbers', () => {
    const text = maskText(
      'SELECT "Mixed Case", t1.c2 FROM t1 WHERE id = $12 LIMIT 10 OFFSET 2.5e3',
      full,
    );
    expect(text).toBe('select "Mixed Case", t1.c2 from t1 where id = $12 limit ? offset ?');
  });

  test('is as long as wanted', () => {
    const text = maskText(`SELECT ${'column_name, '.repeat(50)} x FROM t`, {
      mode: 'shortened',
      length: 40,
    });
    expect(text).toHaveLength(40);
    expect(text.endsWith('…')).toBe(true);
  });

  test('as a hash is the same for the same statement only', () => {
    const hash = (text: string) => maskText(text, { mode: 'hashed', length: 120 });
    expect(hash('select  1 from t')).toBe(hash('SELECT 1 FROM t'));
    expect(hash('select a from t')).not.toBe(hash('select b from t'));
  });
});
