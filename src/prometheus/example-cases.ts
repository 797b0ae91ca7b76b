import { SEVERITIES, type Severity, type Threshold } from '../thresholds/threshold.ts';

/** A server of a test. */
export interface ExampleCase {
  readonly instance: string;
  /** Value of its signal; absent where it has none. */
  readonly value?: number;
  readonly series: Readonly<Record<string, string>>;
  readonly fires: readonly Severity[];
}

/** The servers on which a threshold is tried. */
export function exampleCases(threshold: Threshold): readonly ExampleCase[] {
  const { example, limits } = threshold;
  const judged = SEVERITIES.flatMap((severity) => {
    const limit = limits.production[severity];
    if (limit === undefined) return [];
    return [
      caseOf(threshold, `bad-${severity}`, beyond(threshold, limit, 1)),
      caseOf(threshold, `just-under-${severity}`, beyond(threshold, limit, -1)),
    ];
  });
  const [worst] = judged;
  const alike = judged.filter(({ fires }) => fires.length > 0);
  const others = example.others.flatMap((series, index) =>
    alike.map((one) => ({ ...one, instance: `${one.instance}-other-${index + 1}`, series })),
  );
  const idle =
    example.idle === undefined || worst === undefined
      ? []
      : [{ ...worst, instance: 'idle', series: { ...example.series, ...example.idle }, fires: [] }];
  return [
    caseOf(threshold, 'good', example.good),
    ...judged,
    ...others,
    ...idle,
    { instance: 'without-data', series: { unrelated: '1' }, fires: [] },
  ];
}

/** The nearest value on the bad side of a limit, or on the good one. */
function beyond({ example, worse }: Threshold, limit: number, side: 1 | -1): number {
  const direction = (worse === 'above' ? 1 : -1) * side;
  if (example.step === undefined) return limit + direction * Math.abs(limit) * 0.02;
  // The limit itself is still good.
  return limit + direction * (side === 1 ? example.step : example.under);
}

function caseOf(threshold: Threshold, instance: string, value: number): ExampleCase {
  const { example, limits, worse } = threshold;
  const fires = SEVERITIES.filter((severity) => {
    const limit = limits.production[severity];
    return limit !== undefined && (worse === 'above' ? value > limit : value < limit);
  });
  return { instance, value, series: example.series, fires };
}
