/**
 * pg_stat_statements writes $1 in place of every constant, also where SQL takes no parameter:
 * `interval '7 days'` becomes `interval $1`, which nobody can parse. A cast means the same.
 */
export function repairNormalisedText(text: string): string {
  return text.replace(TYPED_LITERAL, (_, type: string, parameter: string) => {
    return `CAST(${parameter} AS ${type})`;
  });
}

const TYPED_LITERAL =
  /\b(interval|date|time|timestamp|timestamptz|timestamp with time zone|uuid|jsonb?|inet)\s+(\$\d+)/gi;
