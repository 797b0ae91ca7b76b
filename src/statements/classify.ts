import { normaliseText } from './normalise-text.ts';
import type { ClassRule, QueryClasses } from './query-class.ts';

export interface Statement {
  /** undefined: nobody could read it. */
  readonly text?: string | undefined;
  readonly user: string;
  readonly database: string;
}

export interface Classified {
  readonly class: string;
  /** Absent with the default class. */
  readonly rule?: ClassRule;
  /** The part of the text that the rule found. */
  readonly matched?: string;
}

/** The class of a statement: that of the first rule all of whose conditions hold. */
export function classify(statement: Statement, { fallback, rules }: QueryClasses): Classified {
  const { comments, text } = normaliseText(statement.text ?? '');
  for (const rule of rules) {
    if (rule.user?.(statement.user) === false) continue;
    if (rule.database?.(statement.database) === false) continue;
    const aboutText = rule.text ?? rule.not ?? rule.comment;
    if (aboutText !== undefined && statement.text === undefined) continue;
    if (rule.not?.test(text)) continue;
    const found = rule.text === undefined ? undefined : rule.text.exec(text);
    if (found === null) continue;
    const tagged = rule.comment === undefined ? undefined : rule.comment.exec(comments);
    if (tagged === null) continue;
    const matched = found?.[0] ?? tagged?.[0];
    return { class: rule.class, rule, ...(matched === undefined ? {} : { matched }) };
  }
  return { class: fallback };
}
