import type { ClassRule, QueryClass } from './query-class.ts';

/** What every query is held to unless the configuration says otherwise. */
export const SHIPPED_CLASSES: readonly QueryClass[] = [
  { name: 'single', targetSeconds: 0.051 },
  { name: 'paginated', targetSeconds: 0.5 },
  { name: 'write', targetSeconds: 0.1 },
  { name: 'report', targetSeconds: 10 },
  { name: 'maintenance', targetSeconds: 300 },
  { name: 'other', targetSeconds: 1 },
  { name: 'monitoring', own: true },
];

export const FALLBACK_CLASS = 'other';

/** A value: $1, lower($1), or a constant of a statement that PostgreSQL has not seen yet. */
const VALUE = String.raw`(?:\w+ ?\( ?)?(?:\$\d+|'\?'|\d+)`;
/** A column that names one row: customer_id names many orders, order_id one of them. */
const KEY = String.raw`(?:[\w"]+\.)*"?(?:id|(?:\w+_)?(?:uuid|guid|key|code|slug|email|login|username|number|no|sku|token|reference)|ctid)"?`;
const OWN_ID = String.raw`from (?:only )?(?:[\w"]+\.)*"?(\w+?)(?:e?s)?"? (?:.* )?where (?:.* and )?\(?(?:[\w"]+\.)*"?\1_id"?`;
const WRITE = String.raw`insert into|update|delete from|merge into|copy [\w".]+ ?(?:\([^)]*\) )?from`;
const AGGREGATE = String.raw`group by|having|\b(?:count|sum|avg|min|max|array_agg|string_agg|jsonb?_agg|percentile_cont|percentile_disc|stddev\w*) ?\(|\bover ?\(|grouping sets|rollup ?\(|cube ?\(`;

const SETS = /\bunion\b|\bexcept\b|\bintersect\b/;

/** In this order; what none is for is of the fallback class. */
export const SHIPPED_RULES: readonly ClassRule[] = [
  // The exporter must not be the reason for an alert about the application.
  rule('monitoring', { comment: /\/\* pgvitals:/ }),
  rule('maintenance', {
    text: /^(?:vacuum|analyze|reindex|cluster|checkpoint|refresh materialized view|create|alter|drop|truncate|comment on|grant|revoke|security label|import foreign schema)\b/,
  }),
  rule('write', { text: new RegExp(`^(?:with .*?\\b)?(?:${WRITE})\\b`) }),
  rule('paginated', {
    text: /^(?:select|with)\b.*\blimit \$?\w+.*\boffset\b|^(?:select|with)\b.*\boffset \$?\w+.*\b(?:limit|fetch)\b/,
  }),
  // Keyset pagination goes on after the last row that was seen.
  rule('paginated', {
    text: /^(?:select|with)\b.*\bwhere\b.*(?:[<>]=?) ?(?:row ?)?\(?.*\border by\b.*\b(?:limit|fetch (?:first|next))\b/,
    not: /\blimit 1\b|\bfetch (?:first|next) (?:1 )?row only/,
  }),
  rule('report', { text: new RegExp(`^(?:select|with)\\b.*(?:${AGGREGATE})`) }),
  // A list with an end, from its beginning: the first page.
  rule('paginated', {
    text: /^select\b.*\border by\b.*\b(?:limit|fetch (?:first|next))\b/,
    not: /\blimit 1\b|\bfetch (?:first|next) (?:1 )?row only/,
  }),
  rule('single', {
    text: new RegExp(`^select\\b.*\\bfrom\\b.*\\bwhere (?:.* and )?\\(?${KEY} = ${VALUE}`),
    not: SETS,
  }),
  rule('single', { text: new RegExp(`^select\\b.*\\b${OWN_ID} = ${VALUE}`), not: SETS }),
];

function rule(name: string, conditions: Pick<ClassRule, 'text' | 'not' | 'comment'>): ClassRule {
  return { class: name, source: `shipped rule for ${name}`, ...conditions };
}
