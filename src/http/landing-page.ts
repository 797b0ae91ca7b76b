import type { RequestHandler } from 'express';
import type { Exporter, HttpOptions } from './exporter.ts';

/** What there is to see, for a person with a browser. */
export function landingPage(exporter: Exporter, options: HttpOptions): RequestHandler {
  return (_request, response) => {
    const names = [...exporter.targets().keys()];
    const defaultName = exporter.defaultTarget()?.name;
    const links = [
      link(
        options.metricsPath,
        'Metrics',
        defaultName ? `of target ${defaultName}` : 'of the exporter itself',
      ),
      ...names.map((name) =>
        link(`/probe?target=${encodeURIComponent(name)}`, `Probe ${name}`, ''),
      ),
      link('/sd', 'Service discovery', 'for http_sd_configs of Prometheus'),
      ...(options.api === undefined
        ? []
        : [
            link('/health/db', 'Verdicts', 'by the thresholds, as JSON'),
            link('/api/v1/openapi.json', 'API', 'its description'),
          ]),
      link('/-/healthy', 'Health', ''),
      link('/-/ready', 'Readiness', ''),
    ];
    response.type('html').send(page(options.version, links.join('\n')));
  };
}

function link(href: string, text: string, note: string): string {
  return `<li><a href="${escapeHtml(href)}">${escapeHtml(text)}</a> ${escapeHtml(note)}</li>`;
}

function page(version: string, links: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>pgvitals</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 16px/1.6 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
  h1 { margin-bottom: 0; }
  p { opacity: 0.8; margin-top: 0.25rem; }
</style>
<h1>pgvitals</h1>
<p>PostgreSQL statistics for Prometheus, version ${escapeHtml(version)}</p>
<ul>
${links}
</ul>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}
