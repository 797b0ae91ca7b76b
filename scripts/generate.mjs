// Writes every generated file; with --check it only says which of them are stale, and ends with 1 then.
import { readFileSync, writeFileSync } from 'node:fs';
import { metricsPageGenerator } from './generators/metrics-page.mjs';

/** Each has a `file`, from the root of the repository, and `render`, which gives its content. */
const GENERATORS = [metricsPageGenerator];

const [flag, ...others] = process.argv.slice(2);
if (others.length > 0 || (flag !== undefined && flag !== '--check')) {
  console.error('usage: npm run generate [-- --check]');
  process.exit(2);
}
const check = flag === '--check';
for (const { file, render } of GENERATORS) {
  const path = new URL(`../${file}`, import.meta.url);
  const wanted = await render();
  if (wanted === contentOf(path)) continue;
  if (check) {
    console.error(`${file} is stale; run "npm run generate" and commit what it writes.`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, wanted);
    console.log(`Wrote ${file}.`);
  }
}

function contentOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
