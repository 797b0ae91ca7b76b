import type { Finding } from './finding.ts';

/** A standby takes settings of its own; roles, grants and extensions come from its primary. */
export function mendedOnPrimary(finding: Finding): Finding {
  const { mend } = finding;
  if (mend === undefined) return finding;
  return {
    ...finding,
    mend: mend.map((way) => (WRITES.test(way) ? `on the primary: ${way}` : way)),
  };
}

const WRITES = /^(?:in database .*: )?(?:ALTER (?!SYSTEM)|CREATE |GRANT |pgvitals setup )/;
