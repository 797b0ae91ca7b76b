/** How a line looks where there are colours; it says the same without them. */
export type Tone = 'title' | 'head' | 'dim' | 'bad' | 'warn' | 'chosen';

/** A line of the terminal without control characters. */
export interface Line {
  readonly text: string;
  readonly tone?: Tone;
}

export function line(text: string, tone?: Tone): Line {
  return tone === undefined ? { text } : { text, tone };
}

/** With the escape sequences of its tone; Select Graphic Rendition of ECMA-48. */
export function paint({ text, tone }: Line, colours: boolean): string {
  return colours && tone !== undefined ? `${SGR[tone]}${text}\u001b[0m` : text;
}

const SGR: Readonly<Record<Tone, string>> = {
  title: '\u001b[1m',
  head: '\u001b[1;36m',
  dim: '\u001b[2m',
  bad: '\u001b[1;31m',
  warn: '\u001b[33m',
  chosen: '\u001b[7m',
};
