import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { atMost } from '../lib/report.mjs';

const TABLES = fileURLToPath(new URL('../latency/latency-tables.ts', import.meta.url));
const SEEDS = 200;
const LIMITS = [
  ['median', 0.1],
  ['95th percentile', 0.15],
  ['99th percentile', 0.25],
];

export const latency = {
  title: 'percentiles out of pg_stat_statements against the truth, the tables of docs/latency.md',
  programs: [],
  run: async (_, log) => {
    // It shares its TypeScript with the tests, which Node.js 20 does not run by itself.
    const { module } = await runnerImport(TABLES, { esbuild: { target: 'node20' } });
    const { lines, worst } = await module.latencyTables(SEEDS, log);
    for (const line of lines) console.log(line);
    return LIMITS.map(([name, limit], index) =>
      atMost(limit, { what: `${name}, one hump: typical error`, value: worst[index] }),
    );
  },
};
