import { type Request, type Response, Router } from 'express';
import type { ScrapeTarget } from '../scrape/scrape-target.ts';
import { didYouMean } from '../yaml/did-you-mean.ts';
import { ApiError } from './api-error.ts';
import type { ApiOptions } from './api-options.ts';
import { databaseHealth } from './database-health.ts';
import type { Endpoint } from './endpoint.ts';
import { openapi } from './openapi.ts';
import { STATEMENT_ENDPOINTS } from './statement-endpoints.ts';
import { STATISTICS_ENDPOINTS } from './statistics-endpoints.ts';

export const API_PATH = '/api/v1/admin/performance';
export const OPENAPI_PATH = '/api/v1/openapi.json';
export const HEALTH_PATH = '/health/db';

/** What the command line lists, as JSON for programs. */
export function apiRoutes(options: ApiOptions): Router {
  const router = Router();
  const health: Endpoint = {
    path: HEALTH_PATH,
    summary: 'What is judged by the thresholds, the worst first.',
    parameters: {},
    read: databaseHealth(options),
  };
  const performance = [...STATEMENT_ENDPOINTS, ...STATISTICS_ENDPOINTS].map((endpoint) => ({
    ...endpoint,
    path: `${API_PATH}${endpoint.path}`,
  }));
  const all = [...performance, health];
  for (const endpoint of all) router.get(endpoint.path, route(endpoint, options));
  router.get(OPENAPI_PATH, (_request, response) => {
    response.json(openapi(all, options.version));
  });
  router.get(`${API_PATH}{/*rest}`, (_request, response) => {
    const error = `there is no such address; there are ${all.map(({ path }) => path).join(', ')}`;
    response.status(404).json({ error });
  });
  return router;
}

function route(endpoint: Endpoint, options: ApiOptions) {
  return async (request: Request, response: Response) => {
    try {
      const target = chooseTarget(request.query.target, options);
      const given = parameters(endpoint, request.query);
      response.json(await endpoint.read(target, (name) => given.get(name), options));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      response.status(error.status).json({ error: error.message });
    }
  };
}

/** A name of the configuration; what the caller says is never connected to. */
function chooseTarget(name: unknown, { defaultTarget, targets }: ApiOptions): ScrapeTarget {
  const known = [...targets().keys()];
  if (name === undefined) {
    const target =
      defaultTarget() ?? (known.length === 1 ? targets().get(known[0] ?? '') : undefined);
    if (target !== undefined) return target;
    throw new ApiError(400, `expected target=NAME; configured are: ${known.join(', ')}`);
  }
  const target = typeof name === 'string' ? targets().get(name) : undefined;
  if (target !== undefined) return target;
  const hint = typeof name === 'string' ? didYouMean(name, known) : '';
  throw new ApiError(404, `no target has this name${hint}; configured are: ${known.join(', ')}`);
}

function parameters(
  endpoint: Endpoint,
  query: Request['query'],
): ReadonlyMap<string, string | number | undefined> {
  const names = Object.keys(endpoint.parameters);
  const unknown = Object.keys(query).find((name) => name !== 'target' && !names.includes(name));
  if (unknown !== undefined) {
    const taken = ['target', ...names].join(', ');
    throw new ApiError(
      400,
      `there is no such parameter${didYouMean(unknown, names)}; expected: ${taken}`,
    );
  }
  return new Map(
    Object.entries(endpoint.parameters).map(([name, { description, schema }]) => {
      const { data, error, success } = schema.safeParse(query[name]);
      if (success) return [name, data];
      const [issue] = error.issues;
      throw new ApiError(
        400,
        `${name} is wrong: ${issue?.message ?? 'not understood'} (${description})`,
      );
    }),
  );
}
