import { stringify } from 'yaml';
import { SEVERITIES, type Threshold } from '../thresholds/threshold.ts';
import { exampleCases } from './example-cases.ts';
import { expectedAlert } from './expected-alert.ts';
import { inputSeries } from './input-series.ts';
import { promDuration } from './prom-duration.ts';
import { groupFinder, type RecordingGroup } from './recording-rules.ts';
import type { RuleFile, RuleOptions } from './rule-files.ts';

/**
 * Tests for `promtool test rules`: for each threshold, servers on the good and on the bad side of
 * every limit, one just within it, one with too little traffic and one without data.
 */
export function ruleTests(
  thresholds: readonly Threshold[],
  options: RuleOptions,
): readonly RuleFile[] {
  const groupsFor = groupFinder();
  const suiteOf = (threshold: Threshold) =>
    suiteName(threshold, groupsFor(expressionsOf(threshold)));
  const names = [...new Set(thresholds.map(suiteOf))];
  return names.map((name) => {
    const members = thresholds.filter((threshold) => suiteOf(threshold) === name);
    const [first] = members as [Threshold];
    const recorded = groupsFor(members.flatMap(expressionsOf));
    const content = {
      rule_files: [...recorded.map(({ file }) => file), first.category].map(
        (file) => `../rules/${file}.yml`,
      ),
      evaluation_interval: promDuration(first.example.intervalMs),
      group_eval_order: [...recorded.map((group) => group.name), `pgvitals-${first.category}`],
      tests: members.map((threshold) => testGroup(threshold, options)),
    };
    const text = stringify(content, { lineWidth: 0, aliasDuplicateObjects: false });
    return { name: `${name}.test.yml`, text: `# ${options.origin}\n${text}` };
  });
}

function expressionsOf({ guard, signal }: Threshold): readonly string[] {
  return guard === undefined ? [signal] : [signal, guard.expr];
}

/** Promtool evaluates all groups of a file in one rhythm. */
function suiteName({ category, example }: Threshold, groups: readonly RecordingGroup[]): string {
  const recorded = groups.length > 0 ? '-recorded' : '';
  const minute = example.intervalMs === 60_000;
  return `${category}${recorded}${minute ? '' : `-${promDuration(example.intervalMs)}`}`;
}

/** When all alerts of an example fire that should. */
export function evaluationMs({ example, forMs, limits }: Threshold): number {
  const waits = SEVERITIES.map((severity) =>
    limits.production[severity] === undefined ? 0 : forMs[severity],
  );
  return example.atMs ?? Math.max(...waits) + WARM_UP_MS;
}

/** Rates of five minutes and what is recorded of them. */
const WARM_UP_MS = 15 * 60_000;

function testGroup(threshold: Threshold, options: RuleOptions): unknown {
  const { alert, example, forMs, limits } = threshold;
  const cases = exampleCases(threshold);
  const atMs = evaluationMs(threshold);
  const firing = SEVERITIES.flatMap((severity) => {
    const limit = limits.production[severity];
    if (limit === undefined) return [];
    return cases
      .filter(({ fires }) => fires.includes(severity))
      .map((one) =>
        expectedAlert(threshold, one, { severity, limit, forMs: forMs[severity], ...options }),
      );
  });
  const waits = SEVERITIES.flatMap((severity) =>
    limits.production[severity] === undefined ? [] : [forMs[severity]],
  );
  const early = Math.min(...waits) - example.intervalMs;
  return {
    name: threshold.id,
    interval: promDuration(example.intervalMs),
    input_series: cases.flatMap((one) => inputSeries(example, one, atMs)),
    alert_rule_test: [
      ...(early >= 0 ? [{ eval_time: promDuration(early), alertname: alert, exp_alerts: [] }] : []),
      { eval_time: promDuration(atMs), alertname: alert, exp_alerts: firing },
    ],
  };
}
