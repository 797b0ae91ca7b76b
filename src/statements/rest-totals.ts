import { COUNTERS } from './entry-row.ts';

/** What the statements have done that were not shown one by one at the time. */
export interface RestTotals {
  add(toplevel: boolean, counters: readonly number[]): void;
  of(toplevel: boolean): readonly number[];
}

export function restTotals(): RestTotals {
  const [top, nested] = [COUNTERS.map(() => 0), COUNTERS.map(() => 0)];
  const of = (toplevel: boolean) => (toplevel ? top : nested);
  return {
    of,
    add(toplevel, counters) {
      const totals = of(toplevel);
      for (let index = 0; index < counters.length; index++) {
        totals[index] = (totals[index] ?? 0) + (counters[index] ?? 0);
      }
    },
  };
}
