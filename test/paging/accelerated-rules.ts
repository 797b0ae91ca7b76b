import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NO_LINKS } from '../../src/prometheus/links.ts';
import { ruleFiles } from '../../src/prometheus/rule-files.ts';
import { chooseLimits } from '../../src/thresholds/choose-limits.ts';
import { loadThresholds } from '../../src/thresholds/load-thresholds.ts';
import type { Limits, Threshold } from '../../src/thresholds/threshold.ts';

/** Ranges, offsets and intervals pass 20 times as fast, so that 5 minutes are 15 seconds. */
const FASTER = 20;
/** Waiting before an alert fires passes 60 times as fast, and takes 4 seconds at the most. */
const SOONER = 60;
const LONGEST_MS = 4000;

/**
 * Writes the shipped rules into a folder, made for a scrape each second. `limits` replaces what a
 * test could only wait for, such as half an hour in a transaction.
 */
export async function acceleratedRules(
  folder: string,
  limits: Readonly<Record<string, Limits>> = {},
): Promise<void> {
  const thresholds = (await loadThresholds()).map((one) => sooner(one, limits[one.id]));
  const missing = Object.keys(limits).filter((id) => !thresholds.some((one) => one.id === id));
  if (missing.length > 0) throw new Error(`thresholds.yaml has no ${missing.join(', ')}`);
  await mkdir(folder, { recursive: true });
  const options = { links: NO_LINKS, origin: 'For a test.' };
  for (const { name, text } of ruleFiles(chooseLimits(thresholds), options)) {
    await writeFile(join(folder, name), faster(text));
  }
}

function sooner(threshold: Threshold, limits: Limits | undefined): Threshold {
  const { critical, info, warning } = threshold.forMs;
  const wait = (ms: number) => Math.min(Math.ceil(ms / SOONER), LONGEST_MS);
  const forMs = { critical: wait(critical), warning: wait(warning), info: wait(info) };
  const production = limits ?? threshold.limits.production;
  return { ...threshold, forMs, limits: { ...threshold.limits, production } };
}

/** Durations in brackets and after `offset`, and the intervals of groups. */
function faster(text: string): string {
  return text.replace(
    /(?<=\[|offset |interval: )(\d+)([smhdw])/g,
    (_, count: string, unit: string) =>
      `${Math.max(1, Math.round((Number(count) * (SECONDS[unit] ?? 0)) / FASTER))}s`,
  );
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
