import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  createPasswordCheck,
  type PasswordCheckOptions,
  TooManyAttemptsError,
} from './password-check.ts';

/** Fits express and plain node:http. */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

export interface BasicAuthOptions extends PasswordCheckOptions {
  /** Paths that stay open, compared exactly and without the query, such as `/-/healthy`. */
  readonly openPaths?: readonly string[];
}

/** Lets a request pass with the name and password of a user; without users, everybody. */
export function basicAuth(
  getUsers: () => ReadonlyMap<string, string>,
  options: BasicAuthOptions = {},
): Middleware {
  const openPaths = new Set(options.openPaths);
  const check = createPasswordCheck(options);

  return (request, response, next) => {
    const users = getUsers();
    if (users.size === 0 || openPaths.has(requestPath(request))) return next();
    const credentials = basicCredentials(request.headers.authorization);
    if (credentials === undefined) return unauthorized(response);

    const finish = (allowed: boolean) => (allowed ? next() : unauthorized(response));
    const result = check({ ...credentials, users });
    if (typeof result === 'boolean') return finish(result);
    result.then(finish, (error: unknown) =>
      error instanceof TooManyAttemptsError ? tooManyAttempts(response) : next(error),
    );
  };
}

/** The path as the client sent it: decoding or normalising it could open more than is listed. */
export function requestPath(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function basicCredentials(header = ''): { user: string; password: string } | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/_-]+=*)$/i.exec(header) ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function unauthorized(response: ServerResponse): void {
  response.writeHead(401, {
    'WWW-Authenticate': 'Basic realm="pgvitals", charset="UTF-8"',
    'Content-Type': 'text/plain; charset=utf-8',
  });
  response.end('Unauthorized\n');
}

function tooManyAttempts(response: ServerResponse): void {
  response.writeHead(503, { 'Retry-After': '1', 'Content-Type': 'text/plain; charset=utf-8' });
  response.end('Too many logins at once, try again\n');
}
