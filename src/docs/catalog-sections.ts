/** A chapter of a catalog file: what stands between two ruled lines of comment. */
export interface CatalogSection {
  readonly title: string;
  /** Paragraphs. */
  readonly text: readonly string[];
  /** Its queries stand below this line, counted from 1. */
  readonly line: number;
}

const RULE = /^# -{20,}$/;

/** The sections of a catalog file in the order of the file. */
export function catalogSections(source: string): readonly CatalogSection[] {
  const lines = source.split('\n');
  const rules = lines.flatMap((line, index) => (RULE.test(line) ? [index] : []));
  const sections: CatalogSection[] = [];
  for (let pair = 0; pair + 1 < rules.length; pair += 2) {
    const [first = 0, last = 0] = rules.slice(pair, pair + 2);
    const [title = '', ...rest] = lines.slice(first + 1, last).map((line) => line.slice(2).trim());
    const text = rest
      .join('\n')
      .split(/\n{2,}/)
      .map((paragraph) => paragraph.replaceAll('\n', ' ').trim())
      .filter((paragraph) => paragraph !== '');
    sections.push({ title, text, line: last + 1 });
  }
  return sections;
}
