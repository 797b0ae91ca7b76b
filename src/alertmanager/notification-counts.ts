/** How often an integration has tried to send something, and how many of the tries failed. */
export interface NotificationCount {
  readonly sent: number;
  readonly failed: number;
}

/** Counts by integration (pagerduty, slack, email ...) out of Alertmanager's page of metrics. */
export function notificationCounts(page: string): ReadonlyMap<string, NotificationCount> {
  const counts = new Map<string, NotificationCount>();
  for (const [, failed, integration = '', value] of page.matchAll(SAMPLE)) {
    const { failed: before, sent } = counts.get(integration) ?? { sent: 0, failed: 0 };
    counts.set(
      integration,
      failed === undefined
        ? { sent: sent + Number(value), failed: before }
        : { sent, failed: before + Number(value) },
    );
  }
  return counts;
}

const SAMPLE =
  /^alertmanager_notification_requests(_failed)?_total\{[^}]*?\bintegration="([^"]+)"[^}]*\} (\S+)$/gm;
