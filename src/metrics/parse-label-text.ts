import type { Labels } from './label-text.ts';

/** What {@link labelText} made of labels, as labels again. */
export function parseLabelText(text: string): Labels {
  return Object.fromEntries(
    [...text.matchAll(PAIR)].map(([, name = '', value = '']) => [name, unescaped(value)]),
  );
}

const PAIR = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/gs;

function unescaped(value: string): string {
  return value.replace(/\\(.)/gs, (_, character: string) => (character === 'n' ? '\n' : character));
}
