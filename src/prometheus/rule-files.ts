import { stringify } from 'yaml';
import type { ChosenThreshold } from '../thresholds/choose-limits.ts';
import { chooseRules, type TargetLimits } from './choose-rules.ts';
import type { Links } from './links.ts';
import { type RecordingGroup, recordingRules } from './recording-rules.ts';

export interface RuleFile {
  /** Without a folder. */
  readonly name: string;
  readonly text: string;
}

export interface RuleOptions {
  readonly links: Links;
  /** First line of each file. */
  readonly origin: string;
  /** Those whose limits may differ from the general ones. */
  readonly targets?: readonly TargetLimits[];
}

/** Recording rules, and alerting rules by category. */
export function ruleFiles(
  general: readonly ChosenThreshold[],
  options: RuleOptions,
): readonly RuleFile[] {
  const { links, targets = [] } = options;
  const categories = [...new Set(general.map(({ threshold }) => threshold.category))];
  return [
    ...recordingRules().map((group) => file(group.file, [recordingGroup(group)], options)),
    ...categories.flatMap((category) => {
      const rules = general
        .filter(({ threshold }) => threshold.category === category)
        .flatMap((chosen) => chooseRules(chosen, targets, links));
      const groups = [{ name: `pgvitals-${category}`, rules }];
      return rules.length === 0 ? [] : [file(category, groups, options)];
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

function file(name: string, groups: readonly unknown[], { origin }: RuleOptions): RuleFile {
  const text = stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false });
  return { name: `${name}.yml`, text: `# ${origin}\n${text}` };
}
