import { type LintWarning, lintCatalog } from '../../src/catalog/lint/lint-catalog.ts';
import { parseQueries } from '../helpers/parse-queries.ts';

/** What the linter has to say about a catalog in YAML. */
export function lintYaml(yaml: string): readonly LintWarning[] {
  return lintCatalog(parseQueries(yaml), new Map([['test.yaml', yaml]]));
}
