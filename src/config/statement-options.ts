import picomatch from 'picomatch';
import type { ClassRule, QueryClass } from '../statements/query-class.ts';
import { SHIPPED_CLASSES, SHIPPED_RULES } from '../statements/shipped-classes.ts';
import type { StatementOptions } from '../statements/statement-options.ts';
import type { Config } from './schema.ts';

/** Classes, rules and what is shown of single statements, out of the configuration. */
export function statementOptions(config: Config['statements']): StatementOptions {
  const {
    default_class: fallback,
    shipped_rules,
    source,
    targets,
    text,
    text_length,
    top,
  } = config;
  const own = config.rules.map(ruleOf);
  const rules = [...own, ...(shipped_rules ? SHIPPED_RULES : [])];
  const shipped = new Map(SHIPPED_CLASSES.map((one) => [one.name, one]));
  const used = new Set([...rules.map((rule) => rule.class), fallback, ...Object.keys(targets)]);
  const known = SHIPPED_CLASSES.map(({ name }) => name).filter((name) => used.has(name));
  const names = [...new Set([...own.map((rule) => rule.class), ...known, ...used])];
  const classes = names.map((name): QueryClass => {
    const target = targets[name];
    if (target !== undefined) return { name, targetSeconds: target / 1000 };
    return shipped.get(name) ?? { name };
  });
  return {
    source,
    classes: { classes, rules, fallback },
    top,
    text: { mode: text, length: text_length },
  };
}

function ruleOf(entry: Config['statements']['rules'][number], index: number): ClassRule {
  const { comment, database, not, text, user } = entry;
  return {
    class: entry.class,
    source: `rule ${index + 1} of the configuration`,
    ...(text === undefined ? {} : { text: new RegExp(text, 'i') }),
    ...(not === undefined ? {} : { not: new RegExp(not, 'i') }),
    ...(comment === undefined ? {} : { comment: new RegExp(comment, 'i') }),
    ...(user === undefined ? {} : { user: picomatch([...user]) }),
    ...(database === undefined ? {} : { database: picomatch([...database], GLOB) }),
  };
}

/** Database names may have dots and slashes in them. */
const GLOB = { dot: true, bash: true } as const;
