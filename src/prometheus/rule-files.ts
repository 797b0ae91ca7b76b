import { stringify } from 'yaml';
import { type Preset, SEVERITIES, type Threshold } from '../thresholds/threshold.ts';
import { type AlertRule, alertRule } from './alert-rule.ts';
import type { Links } from './links.ts';
import { type RecordingGroup, recordingRules } from './recording-rules.ts';

export interface RuleFile {
  /** Without a folder. */
  readonly name: string;
  readonly text: string;
}

export interface RuleOptions {
  readonly preset: Preset;
  readonly links: Links;
  /** First line of each file. */
  readonly origin: string;
}

/** Recording rules, and alerting rules by category. */
export function ruleFiles(
  thresholds: readonly Threshold[],
  options: RuleOptions,
): readonly RuleFile[] {
  const categories = [...new Set(thresholds.map(({ category }) => category))];
  return [
    ...recordingRules().map((group) => file(group.file, [recordingGroup(group)], options)),
    ...categories.map((category) => {
      const rules = thresholds
        .filter((threshold) => threshold.category === category)
        .flatMap((threshold) => alertRules(threshold, options));
      return file(category, [{ name: `pgvitals-${category}`, rules }], options);
    }),
  ];
}

function recordingGroup({ interval, name, rules }: RecordingGroup): unknown {
  return {
    name,
    ...(interval === undefined ? {} : { interval }),
    rules: rules.map(({ expr, record }) => ({ record, expr })),
  };
}

function alertRules(threshold: Threshold, { links, preset }: RuleOptions): readonly AlertRule[] {
  return SEVERITIES.flatMap((severity) => {
    const limit = threshold.limits[preset][severity];
    if (limit === undefined) return [];
    return [alertRule(threshold, { severity, limit, forMs: threshold.forMs[severity], links })];
  });
}

function file(name: string, groups: readonly unknown[], { origin }: RuleOptions): RuleFile {
  const text = stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false });
  return { name: `${name}.yml`, text: `# ${origin}\n${text}` };
}
