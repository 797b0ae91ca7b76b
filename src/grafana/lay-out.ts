import type { GridPos } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Panel, Row } from './panel.ts';

export interface PlacedRow {
  readonly row: Row;
  readonly at: GridPos;
  readonly panels: readonly { readonly panel: Panel; readonly at: GridPos }[];
}

const COLUMNS = 24;
const DEFAULT_HEIGHT = 8;

/** Gives every panel its place: from left to right, and in a new line where it has no room. */
export function layOut(rows: readonly Row[]): readonly PlacedRow[] {
  let y = 0;
  return rows.map((row) => {
    const at = { x: 0, y, w: COLUMNS, h: 1 };
    y += 1;
    const { height, panels } = inLines(row.panels, y);
    y += height;
    return { row, at, panels };
  });
}

function inLines(panels: readonly Panel[], top: number) {
  let x = 0;
  let y = top;
  let tallest = 0;
  const placed = panels.map((panel) => {
    const h = panel.height ?? DEFAULT_HEIGHT;
    if (x + panel.width > COLUMNS || startsLine(panel)) {
      x = 0;
      y += tallest;
      tallest = 0;
    }
    const at = { x, y, w: panel.width, h };
    // What follows a repeated panel stands below all of its copies.
    x = startsLine(panel) ? COLUMNS : x + panel.width;
    tallest = Math.max(tallest, h);
    return { panel, at };
  });
  return { panels: placed, height: y + tallest - top };
}

function startsLine(panel: Panel): boolean {
  return panel.kind === 'lines' && panel.repeat !== undefined;
}
