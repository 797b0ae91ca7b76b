import { execFileSync } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { createServer, type ServerOptions } from '../../../src/http/web-config/create-server.ts';
import { loadWebConfig } from '../../../src/http/web-config/load-web-config.ts';
import type { WebConfig } from '../../../src/http/web-config/web-config.ts';

/** bcrypt of `s3cret`, cost 4 so that tests are fast. */
export const S3CRET_HASH = '$2b$04$6vtFMNTuOHgQ16v23G3QRem7QTT4vlMA8IUH6SYcRiuYKAxsNDa9O';
/** bcrypt of `changed`. */
export const CHANGED_HASH = '$2b$04$WysLTYBqCycd9oA3gdk4VOOqRjmiaBQyptaKcf7Iwz4X.K/a5ZUUq';

export interface TestDirectory extends AsyncDisposable {
  readonly path: string;
  file(name: string): string;
  write(name: string, text: string): Promise<string>;
}

export async function testDirectory(): Promise<TestDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'pgvitals-web-'));
  const file = (name: string) => join(path, name);
  return {
    path,
    file,
    write: async (name, text) => {
      // Who watches the file must not see half of it.
      await writeFile(file(`${name}.new`), text);
      await rename(file(`${name}.new`), file(name));
      return file(name);
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** NAME.crt and NAME.key in the directory; signed by NAME2 of `ca`, else by itself. */
export function makeCertificate(
  directory: string,
  name: string,
  { ca, san }: { readonly ca?: string; readonly san?: string } = {},
): void {
  openssl(directory, [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-subj', `/CN=${name}`, '-days', '2', '-keyout', `${name}.key`, '-out', `${name}.crt`],
    ...(san === undefined ? [] : ['-addext', `subjectAltName=${san}`]),
    ...(ca === undefined
      ? []
      : ['-CA', `${ca}.crt`, '-CAkey', `${ca}.key`, '-addext', 'basicConstraints=CA:FALSE']),
  ]);
}

export function openssl(directory: string, args: readonly string[]): string {
  try {
    return execFileSync('openssl', args, { cwd: directory, encoding: 'utf8', stdio: 'pipe' });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
    const hint =
      'openssl is missing: apt-get install openssl (Debian), brew install openssl (macOS)';
    throw new Error(hint, { cause });
  }
}

export interface RunningServer extends AsyncDisposable {
  readonly port: number;
  readonly errors: readonly Error[];
}

/** Loads the file and serves `app` on a free port; files are looked at every 20 ms. */
export async function serve(
  file: string,
  app: RequestListener = (_, response) => response.end('metrics'),
  options: Partial<ServerOptions> = {},
): Promise<RunningServer> {
  return serveConfig(await loadWebConfig(file), app, options);
}

export async function serveConfig(
  config: WebConfig | undefined,
  app: RequestListener,
  options: Partial<ServerOptions> = {},
): Promise<RunningServer> {
  const errors: Error[] = [];
  const server = createServer(app, config, {
    onError: (error) => errors.push(error),
    checkIntervalMs: 20,
    ...options,
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    errors,
    [Symbol.asyncDispose]: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly protocol?: string;
  readonly cipher?: string;
  /** Common name of the certificate that the server showed. */
  readonly certificate?: string;
}

/** One GET over a connection of its own. */
export async function get(
  port: number,
  options: https.RequestOptions & { readonly scheme?: 'http' | 'https' } = {},
): Promise<Reply> {
  const { scheme = 'https', ...rest } = options;
  const client = scheme === 'http' ? http : https;
  return new Promise((done, fail) => {
    const request = client.get(
      { host: '127.0.0.1', port, agent: false, rejectUnauthorized: false, ...rest },
      (response) => {
        const { socket } = response;
        const tls = 'getCipher' in socket ? describeTls(socket as TLSSocket) : {};
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () =>
          done({ status: response.statusCode ?? 0, headers: response.headers, body, ...tls }),
        );
        response.on('error', fail);
      },
    );
    request.on('error', fail);
  });
}

function describeTls(socket: TLSSocket): Pick<Reply, 'protocol' | 'cipher' | 'certificate'> {
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher().name,
    certificate: String(socket.getPeerCertificate().subject.CN),
  };
}
