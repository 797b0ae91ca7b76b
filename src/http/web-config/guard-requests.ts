import type { RequestListener } from 'node:http';
import { basicAuth, requestPath } from './basic-auth.ts';
import { type TakeToken, tokenBucket } from './token-bucket.ts';
import type { RateLimit, WebConfig } from './web-config.ts';

export interface GuardOptions {
  /** Told what went wrong inside; the client sees 500 only. */
  readonly onError: (error: Error) => void;
  /** Paths without authentication and rate limit, such as `/-/healthy`. */
  readonly openPaths?: readonly string[];
  /** Milliseconds, never going back. */
  readonly now?: () => number;
}

/** Rate limit, headers and authentication in front of an application, by the current configuration. */
export function guardRequests(
  app: RequestListener,
  current: () => WebConfig,
  { onError, openPaths = [], now = () => performance.now() }: GuardOptions,
): RequestListener {
  const authenticate = basicAuth(() => current().users, { openPaths });
  const limiter = followLimit(() => current().rateLimit, now);

  return (request, response) => {
    if (!openPaths.includes(requestPath(request)) && !limiter()) {
      response.writeHead(429, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end('Too Many Requests\n');
      return;
    }
    for (const [name, value] of current().headers) response.setHeader(name, value);
    authenticate(request, response, (error) => {
      if (error === undefined) return app(request, response);
      onError(error instanceof Error ? error : new Error(String(error)));
      response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end('Internal Server Error\n');
    });
  };
}

/** The bucket of the current limit: a new limit starts with a full one. */
function followLimit(current: () => RateLimit | undefined, now: () => number): TakeToken {
  let limit: RateLimit | undefined;
  let take: TakeToken = () => true;
  return () => {
    const next = current();
    if (next?.intervalMs !== limit?.intervalMs || next?.burst !== limit?.burst) {
      take = next === undefined ? () => true : tokenBucket(next, now);
    }
    limit = next;
    return take();
  };
}
