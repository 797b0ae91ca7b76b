import { type Finding, findInSql, type Rule } from '../finding.ts';

/** SQL that waits for the locks of others. */
export const lockRule: Rule = (_query, statements) =>
  findInSql(
    statements.filter(({ masked }) => !/\bpg_locks\b/.test(masked)),
    WAITS,
    (word) => ({
      code: 'waits-for-lock',
      message: `${word} waits while somebody alters what it looks at, and fails after 100 ms; leave out what pg_locks shows as locked`,
    }),
  );

/** Measured on PostgreSQL 13 to 18. pg_get_expr of no relation (0) needs no lock. */
const WAITS =
  /\b(pg_(?:total_relation|relation|table|indexes)_size|pg_get_(?:indexdef|viewdef|constraintdef|triggerdef|ruledef|partkeydef)|pg_get_expr(?!\s*\([^()]*,\s*0\s*[,)])|pgstat(?:tuple|tuple_approx|index|ginindex|hashindex)|pg_relpages|pg_sequence_last_value)\s*\(|\b(pg_indexes|pg_sequences|pg_views|pg_matviews|pg_rules|information_schema\.(?!tables\b)\w+)\b/i;

/** SQL that changes something, or that others feel. */
export const sideEffectRule: Rule = (_query, statements) => [
  ...findInSql(statements, EFFECT, (word) => ({
    code: 'side-effect',
    message: `${word} changes something; a query of a catalog may only read`,
  })),
  ...statements.flatMap(({ masked, variant }): readonly Finding[] => {
    const first = /^[\s(]*(\w+)/.exec(masked)?.[1] ?? '';
    if (/^(?:select|with|values|table|show)$/i.test(first)) return [];
    const message = `${first.toUpperCase()} is not a query; expected SELECT, WITH, VALUES, TABLE or SHOW`;
    return [{ code: 'side-effect', message, at: { variant, offset: masked.indexOf(first) } }];
  }),
];

const EFFECT =
  /\b(pg_(?:terminate_backend|cancel_backend|reload_conf|rotate_logfile|stat_\w*reset\w*|switch_wal|promote|sleep\w*|notify|create_\w+|drop_replication_slot|wal_replay_(?:pause|resume)|logical_slot_get_\w+|current_xact_id|replication_slot_advance|(?:try_)?advisory_\w*lock\w*)|txid_current|nextval|setval|set_config|dblink\w*|lo_(?:import|export|unlink|create)|query_to_xml)\s*\(|\b(insert\s+into|delete\s+from|update\s+(?:only\s+)?[\w.]+\s+set|for\s+(?:no\s+key\s+)?update|for\s+(?:key\s+)?share)\b/i;
