import type { SessionRow } from './session-row.ts';

export interface WaitCount {
  readonly type: string;
  readonly event: string;
  readonly sessions: number;
  readonly example: string;
}

/** What busy sessions wait for, the most frequent first; those that run count as CPU. */
export function waitCounts(sessions: readonly SessionRow[]): readonly WaitCount[] {
  const counts = new Map<string, WaitCount>();
  for (const { state, text, wait, waitType } of sessions) {
    // An idle session waits for its client, and a walsender that has sent all of it for more.
    if (state !== 'active' || waitType === 'Activity') continue;
    const [type, event] = waitType === '' ? ['CPU', 'running'] : [waitType, wait];
    const key = `${type} ${event}`;
    const known = counts.get(key);
    counts.set(key, { type, event, sessions: (known?.sessions ?? 0) + 1, example: text });
  }
  return [...counts.values()].sort((a, b) => b.sessions - a.sessions);
}
