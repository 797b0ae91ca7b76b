import type { Report } from './report.ts';
import { type ReportSection, reportSections } from './report-sections.ts';
import { reportTitle } from './report-title.ts';

/** One file without scripts, for a browser or as a mail. */
export function reportHtml(report: Report): string {
  const { span, title } = reportTitle(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${span}</p>
${reportSections(report).map(section).join('\n')}
</body>
</html>
`;
}

function section({ columns, nothing, rows, title }: ReportSection): string {
  const heading = `<h2>${escaped(title)}</h2>`;
  if (rows.length === 0) return `${heading}\n<p>${escaped(nothing)}</p>`;
  const cells = (tag: string, texts: readonly string[]) =>
    texts
      .map((text, index) => {
        const kind = columns[index]?.align === 'right' ? ' class="number"' : '';
        return `<${tag}${kind}>${escaped(text)}</${tag}>`;
      })
      .join('');
  const head = cells(
    'th',
    columns.map((column) => column.title),
  );
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n');
  return `${heading}\n<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}

const STYLE = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; }
h1 + p { opacity: 0.75; margin-top: 0.2rem; }
h2 { margin: 2rem 0 0.5rem; font-size: 1.15rem; }
table { border-collapse: collapse; width: 100%; display: block; overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid #8884; }
th { font-weight: 600; white-space: nowrap; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
`;
