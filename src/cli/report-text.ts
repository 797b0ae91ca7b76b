import type { RowColumn } from '../console/row-column.ts';
import type { Report } from '../report/report.ts';
import { type ReportSection, reportSections } from '../report/report-sections.ts';
import { reportTitle } from '../report/report-title.ts';
import { rowTable } from './row-table.ts';
import { wrapText } from './wrap-text.ts';

/** A report for a terminal. */
export function reportText(report: Report, width: number): string {
  const { span, title } = reportTitle(report);
  const parts = reportSections(report).map((one) => sectionLines(one, width));
  return `${title}\n${span}\n\n${parts.map((lines) => `${lines.join('\n')}\n`).join('\n')}`;
}

function sectionLines(section: ReportSection, width: number): readonly string[] {
  const { nothing, rows, title } = section;
  const heading = title.toUpperCase();
  if (rows.length === 0) return [heading, nothing];
  if (title === 'Recommendations') return [heading, ...sentences(rows, width)];
  return [heading, ...rowTable(section.columns.map(rowColumn), rows, width)];
}

/** Whole sentences do not fit into columns. */
function sentences(rows: ReportSection['rows'], width: number): readonly string[] {
  return rows.flatMap(([what = '', how = ''], index) => {
    const number = `${index + 1}. `;
    const indent = ' '.repeat(number.length);
    return [...wrapText(what, width, number, indent), ...wrapText(how, width, indent, indent)];
  });
}

function rowColumn(
  { align, least, title }: ReportSection['columns'][number],
  index: number,
): RowColumn<readonly string[]> {
  return {
    key: String(index),
    title,
    value: (row) => row[index] ?? '',
    ...(align === undefined ? {} : { align }),
    ...(least === undefined ? {} : { least }),
  };
}
