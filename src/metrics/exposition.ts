import type { Family, HistogramValue } from './family.ts';

export const FORMATS = ['text', 'openmetrics'] as const;
/** Prometheus text 0.0.4 and OpenMetrics 1.0. */
export type Format = (typeof FORMATS)[number];

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

const CHUNK_CHARS = 64 * 1024;

/** The page in pieces of some 64 kB; families with one name must have been merged before. */
export function* renderFamilies(families: Iterable<Family>, format: Format): Generator<string> {
  for (const { text } of chunksOf(families, format)) yield text;
}

/** The same as bytes. A piece without other characters than ASCII needs no look at each of them. */
export function* encodeFamilies(families: Iterable<Family>, format: Format): Generator<Buffer> {
  for (const { text, ascii } of chunksOf(families, format)) {
    yield Buffer.from(text, ascii ? 'latin1' : 'utf8');
  }
}

interface Chunk {
  readonly text: string;
  readonly ascii: boolean;
}

function* chunksOf(families: Iterable<Family>, format: Format): Generator<Chunk> {
  const isAscii = asciiTest();
  let text = '';
  let ascii = true;
  for (const family of families) {
    if (isEmpty(family)) continue;
    ascii &&= isAscii(family);
    text += head(family, format);
    for (const lines of linesOf(family, format)) {
      text += lines;
      if (text.length < CHUNK_CHARS) continue;
      yield { text, ascii };
      text = '';
      ascii = isAscii(family);
    }
  }
  if (format === 'openmetrics') text += '# EOF\n';
  if (text !== '') yield { text, ascii };
}

/** The metrics of a query share their label texts, so these are looked at once for all of them. */
function asciiTest(): (family: Family) => boolean {
  const known = new Map<readonly string[], boolean>();
  return ({ help, blocks }) => {
    if (!ASCII.test(help)) return false;
    return blocks.every(({ labels }) => {
      const ascii = known.get(labels) ?? labels.every((text) => ASCII.test(text));
      known.set(labels, ascii);
      return ascii;
    });
  };
}

const ASCII = /^\p{ASCII}*$/u;

function isEmpty({ blocks }: Family): boolean {
  return blocks.every(({ values }) => values.every((value) => value === null));
}

function head(family: Family, format: Format): string {
  if (format === 'text') {
    const type = family.type === 'unknown' ? 'untyped' : family.type;
    const help = family.help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
    return `# HELP ${family.name} ${help}\n# TYPE ${family.name} ${type}\n`;
  }
  const { name, type } = openMetricsHead(family);
  const unit = unitOf(name, type);
  const help = family.help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
  return `# TYPE ${name} ${type}\n${unit === undefined ? '' : `# UNIT ${name} ${unit}\n`}# HELP ${name} ${help}\n`;
}

/**
 * OpenMetrics demands `_total` on the samples of a counter. A counter without it keeps its name,
 * which dashboards rely on, and is of unknown type in this format.
 */
function openMetricsHead({ name, type }: Family): { readonly name: string; readonly type: string } {
  if (type !== 'counter') return { name, type };
  if (!name.endsWith('_total')) return { name, type: 'unknown' };
  return { name: name.slice(0, -'_total'.length), type };
}

const UNITS = ['seconds', 'bytes', 'ratio'] as const;

function unitOf(name: string, type: string): string | undefined {
  return type === 'unknown' ? undefined : UNITS.find((unit) => name.endsWith(`_${unit}`));
}

function* linesOf(family: Family, format: Format): Generator<string> {
  if (family.type === 'histogram') {
    for (const { labels, values } of family.blocks) {
      for (const [index, value] of values.entries()) {
        if (value !== null) yield histogramLines(family.name, labels[index] ?? '', value, format);
      }
    }
    return;
  }
  for (const block of family.blocks) yield* scalarLines(family.name, block.labels, block.values);
}

const ROWS_PER_PIECE = 256;

/** Several rows a piece: a generator step for each of 300,000 lines would cost more than the lines. */
function* scalarLines(
  name: string,
  labels: readonly string[],
  values: readonly (string | null)[],
): Generator<string> {
  for (let start = 0; start < values.length; start += ROWS_PER_PIECE) {
    const end = Math.min(start + ROWS_PER_PIECE, values.length);
    let piece = '';
    for (let row = start; row < end; row++) {
      const value = values[row];
      if (value === null || value === undefined) continue;
      const text = labels[row];
      piece += text ? `${name}{${text}} ${value}\n` : `${name} ${value}\n`;
    }
    yield piece;
  }
}

function histogramLines(
  name: string,
  labels: string,
  { buckets, sum, count }: HistogramValue,
  format: Format,
): string {
  const before = labels === '' ? '' : `${labels},`;
  const all = [...buckets, { le: '+Inf', count }];
  const lines = all.map(
    (bucket) => `${name}_bucket{${before}le="${boundText(bucket.le, format)}"} ${bucket.count}\n`,
  );
  const braces = labels === '' ? '' : `{${labels}}`;
  return `${lines.join('')}${name}_sum${braces} ${sum}\n${name}_count${braces} ${count}\n`;
}

/** OpenMetrics wants bounds as floats in one way of writing them: 1.0 and 1e+06, not 1 and 1000000. */
function boundText(le: string, format: Format): string {
  const bound = Number(le);
  if (format === 'text' || !Number.isFinite(bound)) return le;
  const size = Math.abs(bound);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) {
    return bound.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
}
