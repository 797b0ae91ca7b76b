import { describe, expect, test } from 'vitest';
import { textTable } from '../../src/cli/text-table.ts';
import { wrapText } from '../../src/cli/wrap-text.ts';

const COLUMNS = [
  { title: 'query', align: 'left', least: 8 },
  { title: 'rows', align: 'right' },
] as const;

describe('textTable', () => {
  test('is as wide as its cells', () => {
    expect(
      textTable(
        COLUMNS,
        [
          ['short', '1'],
          ['a_longer_one', '1000'],
        ],
        80,
      ),
    ).toEqual(['query         rows', 'short            1', 'a_longer_one  1000']);
  });

  test('shortens what may be shortened, and nothing else', () => {
    expect(textTable(COLUMNS, [['a_longer_one', '1000']], 15)).toEqual([
      'query      rows',
      'a_longer…  1000',
    ]);
    expect(textTable(COLUMNS, [['a_longer_one', '1000']], 3)).toEqual([
      'query     rows',
      'a_longe…  1000',
    ]);
  });
});

describe('wrapText', () => {
  test.each([
    ['a b c', 80, ['- a b c']],
    ['aaaa bbbb cccc', 11, ['- aaaa bbbb', '  cccc']],
    ['aaaaaaaaaaaaaaaa b', 8, ['- aaaaaaaaaaaaaaaa', '  b']],
    ['', 8, ['- ']],
  ])('"%s" within %i', (text, width, lines) => {
    expect(wrapText(text, width, '- ', '  ')).toEqual(lines);
  });
});
