import type { Problem } from '../../yaml/problem.ts';
import type { CatalogQuery } from '../query.ts';
import { type QueryPlaces, queryPlaces } from '../query-places.ts';
import type { LintCode } from './codes.ts';
import type { Finding, Rule } from './finding.ts';
import { columnRule } from './rules/columns.ts';
import { costRule, limitRule } from './rules/cost.ts';
import { counterRule } from './rules/counters.ts';
import { labelRule } from './rules/labels.ts';
import { lockRule, sideEffectRule } from './rules/locks.ts';
import { nameRule } from './rules/names.ts';
import { schemaRule } from './rules/schemas.ts';
import { clockRule, privilegeRule } from './rules/session.ts';
import { unitRule } from './rules/units.ts';
import { versionRule } from './rules/versions.ts';
import { readStatement } from './sql/statement.ts';

/** What a reviewer would object to; nothing that keeps the catalog from working. */
export interface LintWarning extends Problem {
  readonly code: LintCode;
  readonly query: string;
}

/** Looks at queries that have no problems; `texts` has the content of their files. */
export function lintCatalog(
  queries: readonly CatalogQuery[],
  texts: ReadonlyMap<string, string>,
): readonly LintWarning[] {
  const places = queryPlaces(texts);
  return queries
    .flatMap((query) => lintQuery(query).map((finding) => warningOf(query, finding, places)))
    .sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.col - b.col);
}

function lintQuery(query: CatalogQuery): readonly Finding[] {
  const statements = query.variants.map(readStatement);
  const findings = RULES.flatMap((rule) => rule(query, statements));
  const meant = new Set(query.lint);
  const unneeded = [...meant].filter((code) => findings.every((finding) => finding.code !== code));
  return [
    ...findings.filter(({ code }) => !meant.has(code)),
    ...unneeded.map(
      (code): Finding => ({
        code: 'lint-not-needed',
        message: `${code} is not found here; take it out of lint`,
      }),
    ),
  ];
}

const RULES: readonly Rule[] = [
  counterRule,
  nameRule,
  unitRule,
  lockRule,
  sideEffectRule,
  costRule,
  limitRule,
  labelRule,
  columnRule,
  schemaRule,
  versionRule,
  clockRule,
  privilegeRule,
];

function warningOf(query: CatalogQuery, finding: Finding, places: QueryPlaces): LintWarning {
  const { at, code, column, message } = finding;
  const { file, line, col } =
    at !== undefined
      ? places.sql(query, at.variant, at.offset)
      : column !== undefined
        ? places.column(query, column)
        : query.source;
  return { file, line, col, code, message: `${query.id}: ${message}`, query: query.id };
}
