// Writes src/catalog/lint/inherited-names.ts out of a table of the metrics that postgres_exporter exports:
// tab-separated, with the columns name and type. Run by hand when there is a new version of it.
import { readFileSync, writeFileSync } from 'node:fs';

const [table, version] = process.argv.slice(2);
if (table === undefined || version === undefined) {
  console.error('usage: node scripts/inherited-names.mjs TABLE.tsv VERSION');
  process.exit(2);
}
const rows = readFileSync(table, 'utf8').trim().split('\n').slice(1);
const metrics = rows
  .map((row) => row.split('\t'))
  // Names with a pattern in them, the exporter's own and those of its runtime are nobody's to inherit.
  .filter(
    ([name]) => /^pg_[a-zA-Z0-9_]+$/.test(name) && !/^pg_(exporter|scrape|settings)_/.test(name),
  );
const of = (wanted) =>
  [...new Set(metrics.filter(([, type]) => wanted(type)).map(([name]) => name))].sort();
const counters = of((type) => type === 'counter');
const others = of((type) => type !== 'counter').filter((name) => !counters.includes(name));

writeFileSync(
  new URL('../src/catalog/lint/inherited-names.ts', import.meta.url),
  `// Written by scripts/inherited-names.mjs; do not edit.

/** The metrics that postgres_exporter ${version} exports, but for its settings: names that dashboards rely on. */
export const INHERITED_COUNTERS: ReadonlySet<string> = new Set(
  \`
${lines(counters)}
\`
    .trim()
    .split(/\\s+/),
);

export const INHERITED_OTHERS: ReadonlySet<string> = new Set(
  \`
${lines(others)}
\`
    .trim()
    .split(/\\s+/),
);
`,
);

function lines(names) {
  return names.map((name) => `  ${name}`).join('\n');
}
