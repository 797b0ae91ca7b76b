import type { Matcher } from '../alertmanager/api-schema.ts';
import { matcherText } from '../alertmanager/matcher-text.ts';
import { parseMatcher } from '../alertmanager/parse-matcher.ts';
import { CliError } from './cli-error.ts';
import { EXIT } from './io.ts';

export interface ReadMatcher extends Matcher {
  /** As Alertmanager takes it in a filter. */
  readonly text: string;
}

/** @throws CliError for what is no matcher */
export function readMatchers(texts: readonly string[]): readonly ReadMatcher[] {
  return texts.map((text) => {
    const matcher = parseMatcher(text);
    if (matcher !== undefined) return { ...matcher, text: matcherText(matcher) };
    throw new CliError(
      `"${text}" is no matcher, expected a label such as alertname=PostgresServerDown, or with !=, =~ or !~`,
      EXIT.usage,
    );
  });
}
