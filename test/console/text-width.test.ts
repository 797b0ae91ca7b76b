import { describe, expect, test } from 'vitest';
import { cleanText } from '../../src/console/clean-text.ts';
import { cutText, padText, textWidth } from '../../src/console/text-width.ts';

describe('the columns that a text takes', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['größe', 5],
    ['gro\u0308ße', 5],
    ['客户订单', 8],
    ['ｆｕｌｌ', 8],
    ['한글', 4],
    ['🎉🐘', 4],
    ['🇩🇪', 2],
    ['└─ …', 4],
  ])('of %j are %i', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });

  test('are never more than wanted, and wide characters are not halved', () => {
    expect(cutText('客户订单', 8)).toBe('客户订单');
    expect(cutText('客户订单', 7)).toBe('客户订…');
    expect(cutText('客户订单', 6)).toBe('客户…');
    expect(padText(cutText('客户订单', 6), 6, 'left')).toBe('客户… ');
    expect(padText('🎉', 4, 'right')).toBe('  🎉');
  });

  test('do not depend on how a terminal joins emoji, as joiners and skin tones are gone', () => {
    expect(cleanText('👨‍👩‍👧 👍🏽 ❤️')).toBe('👨👩👧 👍 ❤');
    expect(cleanText('a\u001b[31mb\u009b31mc\u0007\u202ed')).toBe('a [31mb 31mc d');
  });
});
