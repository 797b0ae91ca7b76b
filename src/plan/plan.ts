import type { CatalogQuery, Parameters, SqlVariant } from '../catalog/query.ts';
import type { DatabaseFacts, ServerFacts } from '../target/facts.ts';
import { chooseDatabase } from './choose-database.ts';
import { isForDatabase } from './is-for-database.ts';
import type { Skip } from './skip.ts';
import { skipOfDatabase, skipOfParameters, skipOfServer } from './skip.ts';

/** What one scrape of a server runs and what it leaves out, each with its reason. */
export interface Plan {
  readonly runs: readonly PlannedQuery[];
  readonly skips: readonly PlannedSkip[];
}

export interface PlannedQuery {
  readonly query: CatalogQuery;
  readonly database: string;
  readonly variant: SqlVariant;
  /** Those of the query and of the extensions that it needs. */
  readonly schemas: readonly string[];
  /** For $1, $2 ... of the statement. */
  readonly values: readonly string[];
}

export interface PlannedSkip extends Skip {
  readonly query: CatalogQuery;
  readonly database: string;
}

export interface PlanInput {
  readonly queries: readonly CatalogQuery[];
  readonly server: ServerFacts;
  /** The database that the target names: where queries of scope server run. */
  readonly mainDatabase: string;
  /** Facts of every discovered database that could be reached, the main one included. */
  readonly databases: readonly DatabaseFacts[];
  /** Lists of the target's configuration; empty when absent. */
  readonly parameters?: Parameters;
  /** Tags of the target; none when absent. */
  readonly tags?: readonly string[];
}

export function planQueries(input: PlanInput): Plan {
  const runs: PlannedQuery[] = [];
  const skips: PlannedSkip[] = [];
  for (const query of input.queries) {
    const skip =
      skipOfServer(query, input.server, input.tags) ?? skipOfParameters(query, input.parameters);
    if (skip !== undefined) {
      skips.push({ query, database: input.mainDatabase, ...skip });
      continue;
    }
    const databases = databasesFor(query, input);
    if (databases.length === 0) skips.push(noDatabase(query, input));
    for (const facts of databases) {
      const outcome = planInDatabase(query, facts, input);
      if ('reason' in outcome) skips.push(outcome);
      else runs.push(outcome);
    }
  }
  return { runs, skips };
}

function databasesFor(query: CatalogQuery, input: PlanInput): readonly DatabaseFacts[] {
  if (query.scope === 'database') {
    return input.databases.filter(({ database }) => isForDatabase(query, database));
  }
  return [chooseDatabase(query, input.mainDatabase, input.databases)];
}

function noDatabase(query: CatalogQuery, { mainDatabase }: PlanInput): PlannedSkip {
  const detail = `for database ${query.databases?.join(', ') ?? '*'}, which there is none of here`;
  return { query, database: mainDatabase, reason: 'database', detail, remedy: '' };
}

function planInDatabase(
  query: CatalogQuery,
  facts: DatabaseFacts,
  { server, parameters }: PlanInput,
): PlannedQuery | PlannedSkip {
  const { database } = facts;
  const outcome = skipOfDatabase(query, facts, server);
  if ('reason' in outcome) return { query, database, ...outcome };
  const needed = [...query.requires.extensions.map(({ name }) => name), outcome.extension];
  const extensions = needed.flatMap((name) => facts.extensions.get(name ?? '')?.schema ?? []);
  const schemas = [...query.schemas, ...extensions];
  const values = (query.parameters ?? []).map((name) => JSON.stringify(parameters?.[name] ?? []));
  return { query, database, variant: outcome, schemas, values };
}
