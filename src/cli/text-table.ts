import { cutText, padText, textWidth } from '../console/text-width.ts';

/** A column of a table that is printed. */
export interface TextColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Never narrower than this, however little room there is. */
  readonly least?: number;
}

/**
 * Lines of a table that is no wider than `width` where its columns allow that: the widest column
 * that may shrink gives way first, and its longer cells end in "…".
 */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const titles = columns.map(({ title }) => title);
  const all = [titles, ...rows];
  const widths = shrink(
    columns,
    columns.map((_, index) => Math.max(...all.map((row) => textWidth(row[index] ?? '')))),
    width,
  );
  return all.map((row) =>
    columns
      .map(({ align }, index) => cell(row[index] ?? '', widths[index] ?? 0, align))
      .join(GAP)
      .trimEnd(),
  );
}

const GAP = '  ';

function shrink(
  columns: readonly TextColumn[],
  natural: readonly number[],
  width: number,
): readonly number[] {
  const widths = [...natural];
  for (;;) {
    const total = widths.reduce((sum, one) => sum + one, 0) + GAP.length * (widths.length - 1);
    const [widest = -1] = columns
      .flatMap(({ least }, index) =>
        least !== undefined && (widths[index] ?? 0) > least ? [index] : [],
      )
      .sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0));
    if (total <= width || widest < 0) return widths;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

function cell(text: string, width: number, align: 'left' | 'right'): string {
  return padText(cutText(text, width), width, align);
}
