import { createHash } from 'node:crypto';
import { normaliseText } from './normalise-text.ts';

/** How much of a statement may be seen in metrics. */
export const TEXT_MODES = ['full', 'shortened', 'hashed', 'none'] as const;
export type TextMode = (typeof TEXT_MODES)[number];

export interface TextOptions {
  readonly mode: TextMode;
  /** Characters of a shortened text. */
  readonly length: number;
}

/**
 * A statement as it may be shown. PostgreSQL leaves constants in utility statements, passwords among
 * them: every text and number is masked, comments are left out.
 */
export function maskText(sql: string, { mode, length }: TextOptions): string {
  if (mode === 'none') return '';
  const { text } = normaliseText(sql);
  const masked = text.replace(NUMBER, '?');
  if (mode === 'hashed') return createHash('sha256').update(masked).digest('hex').slice(0, 16);
  if (mode === 'full' || masked.length <= length) return masked;
  return `${masked.slice(0, length - 1)}…`;
}

/** A constant, not a part of a name and not the number of a parameter. */
const NUMBER = /(?<![\w$."])(?:0x[\da-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?![\w"])/g;
