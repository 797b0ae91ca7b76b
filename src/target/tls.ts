import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import type { ConnectOptions, TlsOptions } from './connection.ts';

/** One way to try: with TLS or without, and after which failure of the way before. */
export interface TlsAttempt {
  readonly ssl: false | ConnectionOptions;
  readonly after: (failure: unknown) => boolean;
}

/** What libpq's sslmode means, in the order in which libpq tries. */
export async function tlsAttempts({
  host,
  tls,
}: Pick<ConnectOptions, 'host' | 'tls'>): Promise<readonly TlsAttempt[]> {
  // Like libpq: no TLS over a Unix socket.
  if (host.startsWith('/') || tls.mode === 'disable') return [PLAIN];
  const encrypted: TlsAttempt = { ssl: await tlsSettings(tls), after: isAccessRule };
  switch (tls.mode) {
    case 'allow':
      return [PLAIN, encrypted];
    case 'prefer':
      return [
        encrypted,
        { ...PLAIN, after: (error) => isTlsRefused(error) || isAccessRule(error) },
      ];
    default:
      return [encrypted];
  }
}

const PLAIN: TlsAttempt = { ssl: false, after: () => false };

async function tlsSettings(tls: TlsOptions): Promise<ConnectionOptions> {
  const [ca, cert, key] = await Promise.all([tls.rootCert, tls.cert, tls.key].map(readIfGiven));
  // Like libpq: a root certificate makes "require" check the chain.
  const verify = tls.mode.startsWith('verify-') || (tls.mode === 'require' && ca !== undefined);
  return {
    rejectUnauthorized: verify,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(tls.mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  };
}

async function readIfGiven(path: string | undefined): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  return await readFile(path).catch((cause: Error) => {
    throw new Error(`the TLS file ${path} cannot be read: ${cause.message}`, { cause });
  });
}

/** The server runs without TLS. */
export function isTlsRefused(error: unknown): boolean {
  return error instanceof Error && /does not support SSL/i.test(error.message);
}

/** pg_hba.conf may admit only encrypted or only plain sessions (SQLSTATE 28000). */
function isAccessRule(error: unknown): boolean {
  return (error as { code?: unknown }).code === '28000';
}
