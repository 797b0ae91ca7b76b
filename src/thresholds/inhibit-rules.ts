import type { Threshold } from './threshold.ts';

/** An entry of `inhibit_rules` of Alertmanager. */
export interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal: readonly string[];
}

/** Id of the threshold that says a server is down. */
export const SERVER_DOWN = 'server_down';

/** What `pgvitals alerts test` sends must keep no real alert quiet. */
const REAL = 'test != "true"';

/** What says the same fault in other words, once the first of them pages. */
const SAME_FAULT: readonly SameFault[] = [
  // The percentile is beyond its limit before the mean is.
  {
    page: 'query_p99_of_target',
    also: ['query_p99_single', 'query_mean_single', 'query_mean_paginated'],
    of: 'class',
  },
  { page: 'connections_used', also: ['exporter_blind', 'exporter_query_failing'], of: 'server' },
];

interface SameFault {
  readonly page: string;
  readonly also: readonly string[];
  readonly of: 'class' | 'server';
}

/**
 * A warning is silent while its critical fires, everything of a server while it is down, and what
 * says the same as a page.
 */
export function inhibitRules(thresholds: readonly Threshold[]): readonly InhibitRule[] {
  const identity = [...new Set(thresholds.flatMap(({ per }) => per))].sort();
  const down = thresholds.find(({ id }) => id === SERVER_DOWN);
  const bySeverity = {
    source_matchers: ['severity = critical', REAL],
    target_matchers: ['severity =~ "warning|info"'],
    equal: ['alertname', 'job', 'instance', ...identity],
  };
  const alertOf = (id: string) => thresholds.find((one) => one.id === id)?.alert;
  const sameFault = SAME_FAULT.flatMap(({ also, of, page }) => {
    const source = alertOf(page);
    const others = also.flatMap((id) => alertOf(id) ?? []);
    if (source === undefined || others.length === 0) return [];
    return {
      source_matchers: [`alertname = ${source}`, 'severity = critical', REAL],
      target_matchers: [`alertname =~ "${others.join('|')}"`],
      equal: of === 'class' ? ['target', 'datname', 'class'] : ['target'],
    };
  });
  if (down === undefined) return [bySeverity, ...sameFault];
  const byServer = {
    source_matchers: [`alertname = ${down.alert}`, REAL],
    target_matchers: [`alertname != ${down.alert}`],
    equal: ['target'],
  };
  return [bySeverity, byServer, ...sameFault];
}
