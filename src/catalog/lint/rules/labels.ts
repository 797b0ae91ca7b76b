import type { CatalogQuery, Column } from '../../query.ts';
import type { Finding, Rule } from '../finding.ts';
import { rowKeys } from '../row-keys.ts';
import { expressionsOf, isAggregate, type Statement } from '../sql/statement.ts';
import { limitOf } from './cost.ts';

/** Label sets that can collide, and labels that grow without end. */
export const labelRule: Rule = (query, statements) => {
  // Rows of a feed are no series.
  if (query.feed !== undefined) return [];
  const collision = statements.map((statement) => collisionOf(query, statement)).find(Boolean);
  const churning = labelsOf(query).filter((label) => churns(label, statements));
  return [
    ...(collision === undefined ? [] : [collision]),
    ...churning.map(
      ({ column }): Finding => ({
        code: 'label-churns',
        message: `label ${column} has values that never come again, so that each makes new series; leave it out and sum up`,
        column,
      }),
    ),
  ];
};

function labelsOf({ columns }: CatalogQuery): readonly Column[] {
  return columns.filter(({ usage }) => usage === 'LABEL' || usage === 'NAME');
}

/** At most one for each statement: the first reason is the one to mend. */
function collisionOf(query: CatalogQuery, statement: Statement): Finding | undefined {
  const { outer, sources } = statement;
  const labels = labelsOf(query);
  if (outer === undefined || isGroupedByLabels(statement, labels)) return undefined;
  const names = new Set(labels.flatMap((label) => [label.column, ...originsOf(label, statement)]));
  const has = (pattern: RegExp) => [...names].some((name) => pattern.test(name));
  const relation = labels.find((label) =>
    originsOf(label, statement).some((name) => OF_RELATION.test(name)),
  );
  if (
    relation !== undefined &&
    !has(SCHEMA) &&
    !has(/(?:^|_)(?:rel|index|func|table)?(?:oid|id)$/)
  ) {
    return {
      code: 'labels-can-collide',
      message: `${relation.column} is unique within its schema only; add a label with the schema`,
      column: relation.column,
    };
  }
  const called = labels.find((label) =>
    originsOf(label, statement).some((name) => /^(?:funcname|proname)$/.test(name)),
  );
  if (called !== undefined && !has(/^(?:funcid|oid|args|signature)$/)) {
    return {
      code: 'labels-can-collide',
      message: `functions may share a name and differ in their arguments; add funcid as a label`,
      column: called.column,
    };
  }
  const summed = outer.items.some(({ expression }) => isAggregate(expression));
  if (summed || /\bGROUP\s+BY\b/i.test(outer.body) || limitOf(statement)?.rows === 1)
    return undefined;
  const many = sources.find(
    ({ inOuter, name }) => inOuter && (rowKeys(name) !== undefined || isForeign(name)),
  );
  const keys = rowKeys(many?.name ?? '');
  // The labels of a relation that nobody knows may well tell its rows apart.
  if (many === undefined || (keys === undefined && labels.length > 0)) return undefined;
  if (keys?.some((key) => names.has(key))) return undefined;
  const how =
    labels.length === 0 ? 'no label tells its rows apart' : 'the labels do not tell its rows apart';
  const message = `${many.name} can have several rows, and ${how}; add a label or sum up`;
  return { code: 'labels-can-collide', message, at: { variant: statement.variant, offset: 0 } };
}

/** GROUP BY makes its columns unique. */
function isGroupedByLabels({ outer, masked }: Statement, labels: readonly Column[]): boolean {
  const clause = /\bGROUP\s+BY\b([\s\S]*?)(?:\b(?:HAVING|ORDER\s+BY|LIMIT)\b|$)/i.exec(
    outer?.body ?? '',
  )?.[1];
  if (outer === undefined || clause === undefined)
    return /^\s*SELECT\s+DISTINCT\b(?!\s+ON)/i.test(masked);
  const groups = clause.split(',').map((part) => part.trim());
  return groups.every((group) => {
    const item = outer.items.find(
      ({ expression, name }, index) =>
        group === String(index + 1) || group === name || group === expression,
    );
    return item !== undefined && labels.some(({ column }) => column === item.name);
  });
}

/** The columns a label is taken from as they are; an expression may well be unique. */
function originsOf({ column }: Column, statement: Statement): readonly string[] {
  const expressions = expressionsOf(statement, column);
  if (expressions.length === 0) return [column];
  return expressions.flatMap((expression) => /^(?:\w+\.)?(\w+)$/.exec(expression)?.[1] ?? []);
}

function churns(label: Column, statements: readonly Statement[]): boolean {
  return statements.some((statement) =>
    originsOf(label, statement).some((name) => CHURNING.test(name)),
  );
}

const OF_RELATION =
  /^(?:relname|indexrelname|tablename|indexname|table_name|index_name|sequencename|viewname|matviewname)$/;
const SCHEMA = /schema|^nspname$/;
const CHURNING =
  /^(?:pid|query|client_port|backend_xid|backend_xmin|transactionid|virtualxid|virtualtransaction|gid|(?:xact|query|backend)_start|state_change)$/;

/** A relation of the user's own: it may have one row or a million. */
function isForeign(name: string): boolean {
  return !/^(?:pg_|information_schema\.)/.test(name);
}
