import { type Line, line } from './line.ts';

const LABEL = 13;
const CELL = 26;

/** Names and values side by side, as many columns of them as there is room for. */
export function factLines(
  facts: readonly (readonly [string, string])[],
  width: number,
): readonly Line[] {
  const columns = Math.max(1, Math.floor((width + 2) / (CELL + 1)));
  const rows = Math.ceil(facts.length / columns);
  return Array.from({ length: rows }, (_, row) => {
    const cells = facts.slice(row * columns, (row + 1) * columns);
    return line(
      cells
        .map(([name, value]) => `${name.padEnd(LABEL)}${value || '-'}`.padEnd(CELL))
        .join(' ')
        .trimEnd(),
    );
  });
}
