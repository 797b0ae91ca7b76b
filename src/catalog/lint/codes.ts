/** Every warning that `catalog lint` knows, with what is wrong about it. */
export const LINT_RULES = {
  'counter-can-fall': 'a COUNTER whose value can go down, which rate() takes for a restart',
  'gauge-only-grows': 'a GAUGE of a column that PostgreSQL only ever counts up',
  'counter-without-total': 'a COUNTER whose name does not end in _total',
  'total-without-counter': 'a name that ends in _total and is not a COUNTER',
  'reserved-suffix': 'a name that ends in _count, _sum or _bucket, as parts of histograms do',
  'name-style': 'a name with capital letters or empty words',
  'missing-unit': 'seconds or bytes in the description, but not in the name',
  'unit-not-base': 'a unit in the name other than seconds, bytes and ratio',
  'unit-not-described': 'a unit in the name, but not in the description',
  'unit-not-scaled': 'milliseconds of PostgreSQL under a name in seconds, without scale: 0.001',
  'waits-for-lock': 'SQL that waits while somebody alters a table, and ignores pg_locks',
  'expensive-without-ttl': 'an expensive query that runs on every scrape',
  'labels-can-collide': 'rows that can have equal labels, of which only the first is kept',
  'label-churns': 'a label whose values never come again, each a new series',
  'column-never-comes': 'a declared column that no variant of the SQL returns',
  'column-undeclared': 'a column of the SQL that is not declared, and so is dropped',
  'unqualified-name': 'a relation without its schema, which is not found',
  'select-star': 'SELECT * from something that is not of PostgreSQL itself',
  'now-is-old': 'now() is when the transaction began, not when the query runs',
  'limit-without-order': 'a LIMIT that keeps arbitrary rows',
  'budget-too-small': 'a LIMIT that lets through more series than max_series',
  'version-gap': 'a version of PostgreSQL for which there is no SQL',
  'privilege-not-required': 'SQL that ordinary roles may not run, without requires.privilege',
  'side-effect': 'SQL that changes something, or that may block or end other sessions',
  'lint-not-needed': 'an exception in `lint` that nothing needs',
} as const;

export type LintCode = keyof typeof LINT_RULES;

export const LINT_CODES = Object.keys(LINT_RULES) as [LintCode, ...LintCode[]];
