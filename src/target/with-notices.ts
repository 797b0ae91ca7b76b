import type pg from 'pg';
import type { Notice } from './connection.ts';

/** Hands over what PostgreSQL says while `work` runs; nothing else may run on that session meanwhile. */
export async function withNotices<T>(
  client: pg.Client,
  listener: ((notice: Notice) => void) | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (listener === undefined) return await work();
  const take = ({ code = '', message = '', severity = '' }: Said) =>
    listener({ code, message, severity });
  client.on('notice', take);
  try {
    return await work();
  } finally {
    client.off('notice', take);
  }
}

interface Said {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly severity?: string | undefined;
}
