import { z } from 'zod';
import type { Endpoint, Parameter } from './endpoint.ts';

/** The API described for programs, in OpenAPI 3.1. */
export function openapi(endpoints: readonly Endpoint[], version: string): unknown {
  return {
    openapi: '3.1.0',
    info: {
      title: 'pgvitals',
      version,
      description: 'Seconds, bytes and shares from 0 to 1; counters since the last reset.',
    },
    paths: Object.fromEntries(
      endpoints.map(({ parameters, path, summary }) => [
        path,
        {
          get: {
            summary,
            parameters: [TARGET, ...Object.entries(parameters).map(describe)],
            responses: RESPONSES,
          },
        },
      ]),
    ),
  };
}

const TARGET = {
  name: 'target',
  in: 'query',
  description: 'Name of a target of the configuration; the default target when absent.',
  schema: { type: 'string' },
};

function describe([name, { description, schema }]: readonly [string, Parameter]): unknown {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'output' });
  return { name, in: 'query', description, schema: json };
}

const ERROR = {
  'application/json': {
    schema: { type: 'object', properties: { error: { type: 'string' } }, required: ['error'] },
  },
};

const RESPONSES = {
  200: { description: 'What was asked for.', content: { 'application/json': { schema: {} } } },
  400: { description: 'A parameter is wrong.', content: ERROR },
  404: { description: 'No target has this name.', content: ERROR },
  503: { description: 'The server cannot be reached, or cannot tell.', content: ERROR },
};
