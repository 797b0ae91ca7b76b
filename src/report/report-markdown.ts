import type { Report } from './report.ts';
import { type ReportSection, reportSections } from './report-sections.ts';
import { reportTitle } from './report-title.ts';

/** For a wiki, a ticket or a repository. */
export function reportMarkdown(report: Report): string {
  const { span, title } = reportTitle(report);
  const parts = reportSections(report).map(section);
  return `# ${escaped(title)}\n\n${span}\n\n${parts.join('\n')}`;
}

function section({ columns, nothing, rows, title }: ReportSection): string {
  if (rows.length === 0) return `## ${title}\n\n${nothing}\n`;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `## ${title}`,
    '',
    line(columns.map((column) => column.title)),
    line(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...rows.map((cells) => line(cells.map(escaped))),
    '',
  ].join('\n');
}

/** Names and statements are text, whatever stands in them. */
function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>|#~&]/g, '\\$&');
}
