import { estimateSeries, seriesText } from '../catalog/lint/estimate-series.ts';
import type { CatalogQuery, Column, Feed } from '../catalog/query.ts';
import { type CatalogSection, catalogSections } from './catalog-sections.ts';
import { escapeCell, metricRow } from './metric-row.ts';
import type { MetricVersions } from './metric-versions.ts';
import { statementMetrics } from './statement-metrics.ts';

export interface MetricsPageInput {
  readonly queries: readonly CatalogQuery[];
  /** The text of their file, for its sections. */
  readonly source: string;
  readonly versions: MetricVersions;
}

/** docs/metrics.md: every metric of a catalog, in its sections. */
export function metricsPage({ queries, source, versions }: MetricsPageInput): string {
  const sections = catalogSections(source);
  const parts = sections.map((section, index) => {
    const next = sections[index + 1]?.line ?? Number.POSITIVE_INFINITY;
    const own = queries.filter(
      ({ feed, source: { line } }) => HAS_METRICS.has(feed) && line > section.line && line < next,
    );
    return sectionText(section, own, versions);
  });
  return `${[INTRODUCTION, contents(sections), ...parts].join('\n\n')}\n`;
}

/** The other feeds are parts of that of the statements, or for the command line. */
const HAS_METRICS: ReadonlySet<Feed | undefined> = new Set([undefined, 'statements']);

const INTRODUCTION = `<!-- Made by "npm run generate" out of queries.yaml; do not edit. -->

# Metrics

What the shipped catalog measures. Versions are those of PostgreSQL in which a real server returned the column; of extensions that do not come with PostgreSQL they are not measured. Every metric of a query has the labels of that query, and those that the configuration gives to its target. The exporter's own metrics are in [self-metrics.md](self-metrics.md), the keys of a query in [catalog.md](catalog.md).`;

function contents(sections: readonly CatalogSection[]): string {
  return sections.map(({ title }) => `- [${title}](#${anchor(title)})`).join('\n');
}

function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');
}

function sectionText(
  { text, title }: CatalogSection,
  queries: readonly CatalogQuery[],
  versions: MetricVersions,
): string {
  return [`## ${title}`, ...text, ...queries.map((query) => queryText(query, versions))].join(
    '\n\n',
  );
}

function queryText(query: CatalogQuery, versions: MetricVersions): string {
  if (query.feed !== undefined) return statementsText(query);
  const metrics = query.columns.filter(({ usage }) => METRICS.has(usage));
  const facts = [
    query.scope === 'database' ? 'in each database' : '',
    query.scope === 'pgbouncer' ? `on PgBouncer ${query.requires.version?.text ?? ''}`.trim() : '',
    query.ttlMs > 0 ? `every ${duration(query.ttlMs)}` : 'on every scrape',
    `series: ${seriesText(estimateSeries(query))}`,
    ...needsOf(query),
    ...(query.lint ?? []).map((code) => `lint exception: ${code}`),
  ].filter((fact) => fact !== '');
  return [
    `### ${query.id}`,
    query.question === undefined ? query.description : `*${query.question}* ${query.description}`,
    `${sentence(facts.join('; '))}`,
    ...labelLines(query),
    ['| metric | type | unit | PostgreSQL | description |', '| --- | --- | --- | --- | --- |']
      .concat(metrics.map((column) => metricRow(query, column, versions)))
      .join('\n'),
  ].join('\n\n');
}

function statementsText(query: CatalogQuery): string {
  const rows = statementMetrics().map(
    ({ help, labels, name, type }) =>
      `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${escapeCell(help)} |`,
  );
  return [
    `### ${query.id}`,
    `*${query.question}* ${query.description}`,
    `On every scrape; ${needsOf(query).join('; ').replaceAll('<', '&lt;')}. What stands behind these metrics, and how exact they are: [latency.md](latency.md).`,
    ['| metric | type | labels | description |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

const METRICS: ReadonlySet<string> = new Set(['GAUGE', 'COUNTER', 'HISTOGRAM']);

function needsOf({ requires }: CatalogQuery): readonly string[] {
  const extensions = requires.extensions.map(({ name, version }) =>
    version === undefined ? `extension ${name}` : `extension ${name} ${version.text}`,
  );
  const needs = [
    ...(requires.role === 'any' ? [] : [`a ${requires.role}`]),
    ...extensions,
    ...requires.privileges,
  ];
  return needs.length === 0 ? [] : [`needs ${needs.join(', ')}`];
}

function labelLines(query: CatalogQuery): readonly string[] {
  const own = query.columns.filter(({ usage }) => usage === 'LABEL');
  const given: readonly Pick<Column, 'description' | 'name'>[] =
    query.scope === 'database' && own.every(({ name }) => name !== 'datname')
      ? [{ name: 'datname', description: 'Name of the database.' }]
      : [];
  const labels = [...given, ...own];
  if (labels.length === 0) return [];
  const texts = labels.map(({ description, name }) => `\`${name}\` (${phrase(description)})`);
  return [`Labels: ${texts.join(', ')}.`];
}

function phrase(description: string): string {
  const text = escapeCell(description.replace(/\.$/, ''));
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replaceAll('<', '&lt;')}.`;
}

function duration(milliseconds: number): string {
  const units = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1000, 's'],
  ] as const;
  const [size, unit] = units.find(([length]) => milliseconds % length === 0) ?? [1, 'ms'];
  return `${milliseconds / size} ${unit}`;
}
