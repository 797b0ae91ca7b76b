import { DATABASES, SERVER } from '../select.ts';

/** Labels that make a query of pg_stat_statements. */
export const QUERY = 'queryid, datname, user';

const INFO = `max by (${QUERY}, class, query) (pg_stat_statements_query_info{${SERVER},class=~"$class"})`;

/** What a counter of pg_stat_statements grew by in the time shown, for each query. */
export function grown(counter: string, offset = ''): string {
  return `sum by (${QUERY}) (increase(pg_stat_statements_${counter}_total{${DATABASES},queryid!="rest"}[$__range]${offset}))`;
}

/** The twenty with the highest value, with class and text of each. */
export function topWithText(value: string): string {
  return `topk(20, (${value} > 0) * on (${QUERY}) group_left (class, query) ${INFO})`;
}

/** A further figure of the twenty that lead by `value`. */
export function ofTop(figure: string, value: string): string {
  return `(${figure}) and on (${QUERY}) topk(20, ${value} and on (${QUERY}) ${INFO})`;
}

/** How a figure has changed against the same time a week ago; 0.1 is 10 % more. */
export function againstLastWeek(of: (offset: string) => string): string {
  return `${of('')} / (${of(' offset 1w')} > 0) - 1`;
}
