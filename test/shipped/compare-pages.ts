import { type ParsedSample, parsePage } from '../metrics/parse-page.ts';
import { NULL_WAS_NAN, OTHER_VALUES, OWN_SESSIONS } from './known-differences.ts';

/**
 * Compares what another exporter said between two scrapes of ours: it must lie between our two values,
 * but for what is listed as a known difference.
 */
export function comparePages(
  theirs: string,
  before: string,
  after: string,
): { readonly compared: number; readonly different: readonly string[] } {
  const [first, second] = [valuesOf(before), valuesOf(after)];
  const different: string[] = [];
  let compared = 0;
  for (const [key, value] of valuesOf(ofPostgres(theirs))) {
    const [low, high] = [first.get(key), second.get(key)];
    // A metric of other labels is another metric; the first test of drop-in knows which must be there.
    if (low === undefined || high === undefined) continue;
    const name = key.split(' ', 1)[0] ?? '';
    if (name in OTHER_VALUES || (Number.isNaN(value) && NULL_WAS_NAN.has(name))) continue;
    compared += 1;
    const slack = OWN_SESSIONS[name] ?? 0;
    const inside = value >= Math.min(low, high) - slack && value <= Math.max(low, high) + slack;
    if (!inside) different.push(`${key} is ${value} there and here ${low}, then ${high}`);
  }
  return { compared, different };
}

/** Without the metrics of the other exporter itself. */
function ofPostgres(page: string): string {
  return page
    .split('\n')
    .filter((line) => /^(# (HELP|TYPE) )?pg_/.test(line))
    .concat('')
    .join('\n');
}

function valuesOf(page: string): ReadonlyMap<string, number> {
  const samples = [...parsePage(page).values()].flatMap((family) => family.samples);
  return new Map(samples.map((sample) => [keyOf(sample), Number(sample.value)]));
}

/** Without the label that names the target there. */
function keyOf({ name, labels: { server: _, ...labels } }: ParsedSample): string {
  return `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
}
