// Writes every generated file; with --check it only says which of them are stale, and ends with 1 then.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { alertsPageGenerator } from './generators/alerts-page.mjs';
import { commandLinePageGenerator } from './generators/command-line-page.mjs';
import { dashboardsGenerator, dashboardsPageGenerator } from './generators/dashboards.mjs';
import { inhibitRulesGenerator } from './generators/inhibit-rules.mjs';
import { metricsPageGenerator } from './generators/metrics-page.mjs';
import { prometheusRuleTestsGenerator } from './generators/prometheus-rule-tests.mjs';
import { prometheusRulesGenerator } from './generators/prometheus-rules.mjs';

/**
 * Each has a `file`, from the root of the repository, and `render`, which gives its content; or a
 * `folder` that has nothing but what `files` gives, each with a `name` and a `text`.
 */
const GENERATORS = [
  alertsPageGenerator,
  metricsPageGenerator,
  commandLinePageGenerator,
  prometheusRulesGenerator,
  prometheusRuleTestsGenerator,
  inhibitRulesGenerator,
  dashboardsGenerator,
  dashboardsPageGenerator,
];

const [flag, ...others] = process.argv.slice(2);
if (others.length > 0 || (flag !== undefined && flag !== '--check')) {
  console.error('usage: npm run generate [-- --check]');
  process.exit(2);
}
const check = flag === '--check';
for (const generator of GENERATORS) {
  const files = await filesOf(generator);
  for (const { name, text } of files) write(name, text);
  if (generator.folder !== undefined) removeOthers(generator.folder, files);
}

async function filesOf({ file, render, folder, files }) {
  if (folder === undefined) return [{ name: file, text: await render() }];
  return (await files()).map(({ name, text }) => ({ name: `${folder}/${name}`, text }));
}

function write(name, wanted) {
  const path = new URL(`../${name}`, import.meta.url);
  if (wanted === contentOf(path)) return;
  if (check) return stale(name, 'is stale');
  mkdirSync(new URL('.', path), { recursive: true });
  writeFileSync(path, wanted);
  console.log(`Wrote ${name}.`);
}

function removeOthers(folder, files) {
  const known = new Set(files.map(({ name }) => name));
  const names = readdirSync(new URL(`../${folder}/`, import.meta.url));
  for (const name of names.map((entry) => `${folder}/${entry}`)) {
    if (known.has(name)) continue;
    if (check) stale(name, 'is left over');
    else rmSync(new URL(`../${name}`, import.meta.url));
  }
}

function stale(name, what) {
  console.error(`${name} ${what}; run "npm run generate" and commit what it writes.`);
  process.exitCode = 1;
}

function contentOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
