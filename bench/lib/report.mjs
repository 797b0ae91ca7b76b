/** One line per figure: {section, what, target, value, ok, detail}. */
export function printReport(figures) {
  const header = ['section', 'figure', 'target', 'value', 'verdict', 'raw'];
  const rows = figures.map(({ section, what, target, value, ok, detail = '' }) => [
    section,
    what,
    target,
    value,
    ok ? 'ok' : 'MISSED',
    detail,
  ]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => row[column].length)),
  );
  const line = (row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return ['', line(header), rule, ...rows.map(line), ''].join('\n');
}

/** A figure that is to stay at or below `limit`. */
export function atMost(limit, { what, value, detail, unit = '', digits = 2 }) {
  const target = `<= ${limit}${unit}`;
  return { what, target, value: `${value.toFixed(digits)}${unit}`, ok: value <= limit, detail };
}

/** A figure that is to reach `limit`. */
export function atLeast(limit, { what, value, detail, unit = '', digits = 3 }) {
  const target = `>= ${limit}${unit}`;
  return { what, target, value: `${value.toFixed(digits)}${unit}`, ok: value >= limit, detail };
}
