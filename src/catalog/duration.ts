import { z } from 'zod';

const EXPECTED = 'expected a duration such as 500ms, 10s, 5m, 1h or 1d';

/** "500ms", "10s", "5m", "1h", "1d", or a number of seconds; the result is in milliseconds. */
export const durationSchema = z
  .union([z.string(), z.number()], { error: EXPECTED })
  .transform((value, context) => {
    const milliseconds = parseDuration(value);
    if (milliseconds !== undefined) return milliseconds;
    context.addIssue({ code: 'custom', message: `${EXPECTED}, found ${JSON.stringify(value)}` });
    return z.NEVER;
  });

function parseDuration(value: string | number): number | undefined {
  if (typeof value === 'number') return value >= 0 ? value * 1000 : undefined;
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(value.trim());
  if (match === null) return undefined;
  return Number(match[1]) * (UNITS[match[2] ?? ''] ?? Number.NaN);
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
