/** One prerequisite of monitoring, and how it is with this server. */
export interface Finding {
  readonly check: string;
  /** warning: monitoring works, but something is not seen or not safe. missing: a part does not work. */
  readonly state: 'ok' | 'warning' | 'missing';
  /** What was found. */
  readonly found: string;
  /** Why it matters; where all is well it is not said. */
  readonly why?: string;
  /** The SQL, the setting or the command that mends it. */
  readonly mend?: readonly string[];
}

export function ok(check: string, found: string): Finding {
  return { check, state: 'ok', found };
}

export function warning(
  check: string,
  found: string,
  why: string,
  mend: readonly string[] = [],
): Finding {
  return { check, state: 'warning', found, why, mend };
}

export function missing(
  check: string,
  found: string,
  why: string,
  mend: readonly string[] = [],
): Finding {
  return { check, state: 'missing', found, why, mend };
}
