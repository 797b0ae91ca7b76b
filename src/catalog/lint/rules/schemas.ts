import type { Finding, Rule } from '../finding.ts';

/** Relations that are not found, though the same SQL works in psql. */
export const schemaRule: Rule = ({ requires, schemas }, statements) => {
  // The schemas of extensions are looked into; which these are only a server knows.
  if (schemas.length > 0 || requires.extensions.length > 0) return [];
  return statements.flatMap(({ masked, sources, variant }): readonly Finding[] => {
    const lost = sources.find(({ isFunction, name }) => !isFunction && !/^pg_|\./.test(name));
    if (lost === undefined) return [];
    const offset = Math.max(0, masked.search(new RegExp(`\\b${lost.name}\\b`, 'i')));
    const message = `${lost.name} is looked up in pg_catalog only; write its schema in front, or schemas: [public]`;
    return [{ code: 'unqualified-name', message, at: { variant, offset } }];
  });
};
