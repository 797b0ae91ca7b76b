import type { Threshold } from './threshold.ts';

/** An entry of `inhibit_rules` of Alertmanager. */
export interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal: readonly string[];
}

/** Id of the threshold that says a server is down. */
export const SERVER_DOWN = 'server_down';

/** A warning is silent while its critical fires, and everything of a server while it is down. */
export function inhibitRules(thresholds: readonly Threshold[]): readonly InhibitRule[] {
  const identity = [...new Set(thresholds.flatMap(({ per }) => per))].sort();
  const down = thresholds.find(({ id }) => id === SERVER_DOWN);
  const bySeverity = {
    source_matchers: ['severity = critical'],
    target_matchers: ['severity =~ "warning|info"'],
    equal: ['alertname', 'job', 'instance', ...identity],
  };
  if (down === undefined) return [bySeverity];
  const byServer = {
    source_matchers: [`alertname = ${down.alert}`],
    target_matchers: [`alertname != ${down.alert}`],
    equal: ['target'],
  };
  return [bySeverity, byServer];
}
