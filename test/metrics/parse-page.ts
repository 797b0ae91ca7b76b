/** One metric family as a reader of the page sees it. */
export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string | undefined;
  readonly unit: string | undefined;
  readonly samples: readonly ParsedSample[];
}

export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As it stands on the page. */
  readonly value: string;
}

/**
 * Reads a page of either text format, as strictly as the formats allow: a sample outside of its
 * family, a family or a series that comes twice, and a line that is none of its kind are errors.
 */
export function parsePage(page: string): ReadonlyMap<string, ParsedFamily> {
  const families = new Map<string, MutableFamily>();
  const series = new Set<string>();
  let current: MutableFamily | undefined;
  const lines = page.split('\n');
  if (lines.pop() !== '') throw new Error('the page does not end with a newline');
  for (const [index, line] of lines.entries()) {
    const fail = (why: string) => new Error(`line ${index + 1}: ${why}: ${line}`);
    const [, keyword, name = '', text = ''] = META.exec(line) ?? [];
    if (line === '# EOF' && index === lines.length - 1) continue;
    if (keyword !== undefined) {
      if (current?.name !== name) {
        if (families.has(name)) throw fail('the family comes twice');
        current = { name, type: '', help: undefined, unit: undefined, samples: [] };
        families.set(name, current);
      }
      if (current.samples.length > 0) throw fail('metadata after samples');
      if (keyword === 'TYPE') current.type = text;
      else if (keyword === 'UNIT') current.unit = text;
      else current.help = unescaped(text);
      continue;
    }
    const sample = parseSample(line);
    if (sample === undefined) throw fail('not a sample');
    if (current === undefined || !belongs(sample.name, current)) throw fail('not of this family');
    const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
    if (series.has(key)) throw fail('the series comes twice');
    series.add(key);
    current.samples.push(sample);
  }
  return families;
}

/** All samples of the page in their order. */
export function samplesOf(page: string): readonly ParsedSample[] {
  return [...parsePage(page).values()].flatMap(({ samples }) => samples);
}

/** The value of the first sample with this name and these labels among its labels. */
export function sampleValue(
  page: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): string | undefined {
  return samplesOf(page).find(
    (sample) =>
      sample.name === name &&
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )?.value;
}

type MutableFamily = { -readonly [K in keyof ParsedFamily]: ParsedFamily[K] } & {
  samples: ParsedSample[];
};

const META = /^# (HELP|TYPE|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/s;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/s;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\"n])*)"(,|$)/gy;
const NUMBER = /^(NaN|[+-]Inf|[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)$/;

function parseSample(line: string): ParsedSample | undefined {
  const [, name, text, value = ''] = SAMPLE.exec(line) ?? [];
  if (name === undefined || !NUMBER.test(value)) return undefined;
  const labels: [string, string][] = [];
  const pattern = new RegExp(LABEL);
  while (text !== undefined && pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    labels.push([match[1] ?? '', unescaped(match[2] ?? '')]);
  }
  if (new Set(labels.map(([label]) => label)).size < labels.length) return undefined;
  return { name, labels: Object.fromEntries(labels), value };
}

function belongs(sample: string, { name, type }: ParsedFamily): boolean {
  if (type === 'histogram') return HISTOGRAM.some((suffix) => sample === name + suffix);
  return sample === name || (type === 'counter' && sample === `${name}_total`);
}

const HISTOGRAM = ['_bucket', '_sum', '_count'];

function unescaped(text: string): string {
  return text.replace(/\\([\\"n])/g, (_all, found: string) => (found === 'n' ? '\n' : found));
}
