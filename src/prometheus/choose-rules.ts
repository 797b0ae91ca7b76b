import { addMatcher } from '../promql/add-matcher.ts';
import type { ChosenThreshold } from '../thresholds/choose-limits.ts';
import { SEVERITIES, type Severity, type Threshold } from '../thresholds/threshold.ts';
import { type AlertRule, alertRule } from './alert-rule.ts';
import type { Links } from './links.ts';

/** The limits of one target, which is an `instance` in Prometheus. */
export interface TargetLimits {
  readonly instance: string;
  readonly chosen: readonly ChosenThreshold[];
}

/**
 * The rules of one threshold: a general one, and further ones for the targets whose limits differ,
 * which the general one leaves out.
 */
export function chooseRules(
  general: ChosenThreshold,
  targets: readonly TargetLimits[],
  links: Links,
): readonly AlertRule[] {
  return SEVERITIES.flatMap((severity) => {
    const usual = settingOf(general, severity);
    const differing = targets.flatMap(({ chosen, instance }) => {
      const own = chosen.find(({ threshold }) => threshold.id === general.threshold.id);
      const setting = own === undefined ? usual : settingOf(own, severity);
      return setting === usual ? [] : [{ instance, setting }];
    });
    const left = differing.map(({ instance }) => instance);
    const rule = (setting: string, only: string | undefined) =>
      ruleOf(general.threshold, { severity, setting, only, links });
    const special = [...new Set(differing.map(({ setting }) => setting))].flatMap((setting) =>
      rule(
        setting,
        instanceMatcher(
          '=',
          differing.filter((one) => one.setting === setting).map(({ instance }) => instance),
        ),
      ),
    );
    return [...rule(usual, left.length === 0 ? undefined : instanceMatcher('!', left)), ...special];
  });
}

/** Limit and duration as one text, so that they can be compared; '' for no alert. */
function settingOf({ forMs, limits }: ChosenThreshold, severity: Severity): string {
  const limit = limits[severity];
  return limit === undefined ? '' : JSON.stringify([limit, forMs[severity]]);
}

interface RuleSetting {
  readonly severity: Severity;
  readonly setting: string;
  /** A matcher for the instances that it is for; absent for all. */
  readonly only: string | undefined;
  readonly links: Links;
}

function ruleOf(
  threshold: Threshold,
  { links, only, setting, severity }: RuleSetting,
): readonly AlertRule[] {
  if (setting === '') return [];
  const [limit, forMs] = JSON.parse(setting) as [number, number];
  const signal = only === undefined ? threshold.signal : addMatcher(threshold.signal, only);
  return [alertRule({ ...threshold, signal }, { severity, limit, forMs, links })];
}

function instanceMatcher(sign: '=' | '!', instances: readonly string[]): string {
  const [first = ''] = instances;
  if (instances.length === 1) return `instance${sign === '=' ? '=' : '!='}${JSON.stringify(first)}`;
  const pattern = instances.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
  return `instance${sign}~${JSON.stringify(pattern)}`;
}
