import { recordExpressions } from '../prometheus/record-expressions.ts';
import type { Snapshot } from '../promql/value.ts';
import type { ScrapeTarget } from '../scrape/scrape-target.ts';
import { familySnapshot } from '../thresholds/family-snapshot.ts';
import { formatValue } from '../thresholds/format-value.ts';
import { liveVerdicts } from '../thresholds/live-verdicts.ts';
import type { Verdict } from '../thresholds/verdict.ts';
import type { ApiOptions } from './api-options.ts';
import { targetFamilies } from './target-families.ts';

/** One thing that was looked at, as `monitoring.database_health_check()` has it in SQL, and more. */
export interface HealthCheck {
  readonly check_name: string;
  readonly status: 'GOOD' | 'INFO' | 'WARNING' | 'CRITICAL';
  readonly value: string;
  readonly recommendation: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly limit: string | null;
  readonly runbook: string;
}

/** Judges servers by the thresholds, each by this look and the one before; the worst comes first. */
export function databaseHealth(options: ApiOptions) {
  const looks = new WeakMap<ScrapeTarget, Snapshot>();
  return async (target: ScrapeTarget): Promise<readonly HealthCheck[]> => {
    const look = async () => {
      const families = await targetFamilies(target, options.timeoutMs());
      return familySnapshot(families, target.name, options.unixSeconds());
    };
    const earlier = looks.get(target);
    const before = isOfUse(earlier, options.unixSeconds()) ? earlier : await look();
    if (before !== earlier) await options.sleep(LEAST_SECONDS * 1000);
    const now = await look();
    looks.set(target, now);
    const limits = await options.limits(target.name);
    const context = { before, now, records: recordExpressions() };
    return liveVerdicts(target.name, limits, context)
      .flatMap(healthCheck)
      .sort((a, b) => WORST.indexOf(a.status) - WORST.indexOf(b.status));
  };
}

const LEAST_SECONDS = 2;
/** An older look would judge what was over long ago. */
const MOST_SECONDS = 300;

function isOfUse(look: Snapshot | undefined, now: number): look is Snapshot {
  const age = look === undefined ? Number.POSITIVE_INFINITY : now - look.atSeconds;
  return age >= LEAST_SECONDS && age <= MOST_SECONDS;
}

const WORST: readonly HealthCheck['status'][] = ['CRITICAL', 'WARNING', 'INFO', 'GOOD'];

const STATUS = {
  critical: 'CRITICAL',
  warning: 'WARNING',
  info: 'INFO',
  ok: 'GOOD',
  idle: 'GOOD',
} as const;

/** Nothing of what could not be judged. */
function healthCheck({ kind, labels, limit, threshold, value }: Verdict): readonly HealthCheck[] {
  if (kind === 'no_data' || kind === 'needs_history' || value === undefined) return [];
  const good = kind === 'ok' || kind === 'idle';
  return [
    {
      check_name: title(threshold.id),
      status: STATUS[kind],
      value: formatValue(threshold.unit, value),
      recommendation: good ? 'None' : `See ${threshold.runbook}`,
      labels,
      limit: limit === undefined ? null : formatValue(threshold.unit, limit),
      runbook: threshold.runbook,
    },
  ];
}

/** cache_hit_ratio is Cache Hit Ratio, as in the function of the same name in SQL. */
function title(id: string): string {
  return id.replace(/(?:^|_)(.)/g, (_all, first: string) => ` ${first.toUpperCase()}`).trim();
}
