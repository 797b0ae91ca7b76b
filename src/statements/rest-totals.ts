import { COUNTERS } from './entry-row.ts';

/** What the statements have done that were not shown one by one at the time. */
export interface RestTotals {
  add(toplevel: boolean, counters: Float64Array): void;
  of(toplevel: boolean): Float64Array;
}

export function restTotals(): RestTotals {
  const [top, nested] = [new Float64Array(COUNTERS.length), new Float64Array(COUNTERS.length)];
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
