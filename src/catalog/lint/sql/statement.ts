import type { SqlVariant } from '../../query.ts';
import { maskSql } from './mask-sql.ts';
import { type SelectItem, type SelectList, selectLists } from './select-list.ts';

/** One variant of a query as far as it can be understood without a server. */
export interface Statement {
  readonly variant: SqlVariant;
  /** In place of texts and comments it has blanks. */
  readonly masked: string;
  readonly lists: readonly SelectList[];
  /** What the statement returns; undefined where it is no plain SELECT. */
  readonly outer: SelectList | undefined;
  /** Relations and functions after FROM and JOIN, but for names that WITH gives. */
  readonly sources: readonly StatementSource[];
}

export interface StatementSource {
  /** In lower case, without pg_catalog. */
  readonly name: string;
  readonly isFunction: boolean;
  readonly inOuter: boolean;
}

export function readStatement(variant: SqlVariant): Statement {
  const masked = maskSql(variant.sql);
  const lists = selectLists(masked);
  const outer = lists.find(({ depth }) => depth === 0);
  const given = new Set([...masked.matchAll(GIVEN_NAME)].map(([, name]) => name?.toLowerCase()));
  const sources = lists.flatMap((list) =>
    [
      ...list.body
        .replace(/\b(?:WHERE|GROUP\s+BY|HAVING|ORDER\s+BY|LIMIT)\b[\s\S]*$/i, '')
        .matchAll(SOURCE),
    ]
      .map(([, name = '', bracket]) => ({
        name: name
          .toLowerCase()
          .replaceAll('"', '')
          .replace(/^pg_catalog\./, ''),
        isFunction: bracket !== undefined,
        inOuter: list === outer,
      }))
      .filter(({ name }) => !given.has(name)),
  );
  return { variant, masked, lists, outer, sources };
}

const GIVEN_NAME =
  /(?:\bWITH(?:\s+RECURSIVE)?|,|\))\s*(\w+)\s*(?:\([^()]*\)\s*)?AS\s+(?:(?:NOT\s+)?MATERIALIZED\s*)?\(/gi;
const SOURCE =
  /(?:\bFROM|\bJOIN|,)\s+(?:(?:LATERAL|ONLY)\s+)?((?:"?\w+"?\.)?"?[a-zA-Z_]\w*"?)\s*(\()?/gi;

/** The expressions a column of the result comes from, looked up through subqueries and WITH. */
export function expressionsOf(statement: Statement, column: string): readonly string[] {
  const item = statement.outer?.items.find(({ name }) => name === column);
  return item === undefined ? [] : [...new Set(resolve(statement, item, new Set([item])))];
}

function resolve(
  statement: Statement,
  item: SelectItem,
  seen: ReadonlySet<SelectItem>,
): readonly string[] {
  const [, name] = /^(?:\w+\.)?(\w+)$/.exec(item.expression) ?? [];
  const inner = statement.lists
    .filter(({ depth }) => depth > 0)
    .flatMap(({ items }) => items.filter((other) => other.name === name && !seen.has(other)));
  if (name === undefined || inner.length === 0) return [item.expression];
  return inner.flatMap((other) => resolve(statement, other, new Set([...seen, other])));
}

/** Whether an item, or what it is made of, sums up several rows. */
export function isAggregate(expression: string): boolean {
  return AGGREGATE.test(expression);
}

const AGGREGATE =
  /\b(?:count|sum|max|min|avg|bool_or|bool_and|every|array_agg|string_agg|jsonb?_agg|percentile_\w+|mode|stddev\w*|variance|var_\w+)\s*\(/i;
