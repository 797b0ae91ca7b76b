import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import type { TLSSocket } from 'node:tls';
import { clientIsAllowed } from './client-is-allowed.ts';
import { type FollowedWebConfig, followWebConfig } from './follow-web-config.ts';
import { type GuardOptions, guardRequests } from './guard-requests.ts';
import { secureContextOptions } from './secure-context-options.ts';
import type { TlsConfig, WebConfig } from './web-config.ts';
import type { WebConfigFs } from './web-config-fs.ts';

export interface ServerOptions extends GuardOptions {
  /** Told when changed files are broken, while the old ones stay in use, and of failures inside. */
  readonly onError: (error: Error) => void;
  /** How often the files are looked at while the server listens; default 1000. */
  readonly checkIntervalMs?: number;
  readonly fs?: WebConfigFs;
}

/**
 * A server for `app` behind everything that the web configuration asks for, not listening yet.
 * Changed certificates, users, headers and limits are used without a restart.
 */
export function createServer(
  app: RequestListener,
  config: WebConfig | undefined,
  options: ServerOptions,
): http.Server | https.Server {
  if (config === undefined) return http.createServer(app);
  const { onError, fs } = options;
  const followed: FollowedWebConfig = followWebConfig(config, {
    onError,
    onChange: ({ tls }) => {
      if (tls !== undefined && server instanceof https.Server) {
        server.setSecureContext(secureContextOptions(tls));
      }
    },
    ...(fs === undefined ? {} : { fs }),
  });
  const guarded = guardRequests(app, () => followed.current(), options);
  const server =
    config.tls === undefined
      ? http.createServer(guarded)
      : secureServer(guarded, config.tls, () => followed.current().tls);
  return checkWhileListening(server, followed, options.checkIntervalMs ?? 1000);
}

function secureServer(
  listener: RequestListener,
  tls: TlsConfig,
  current: () => TlsConfig | undefined,
): https.Server {
  const server = https.createServer(
    {
      ...secureContextOptions(tls),
      requestCert: tls.clientAuth !== 'NoClientCert',
      // Node knows verify-or-refuse only; Go's five rules are applied below.
      rejectUnauthorized: false,
    },
    listener,
  );
  refuseClients(server, (socket) => clientIsAllowed(socket, current() ?? tls));
  return server;
}

/** Puts a check between the handshake and HTTP: no byte of a refused client is parsed. */
function refuseClients(server: https.Server, allowed: (socket: TLSSocket) => boolean): void {
  const serveHttp = server.listeners('secureConnection');
  server.removeAllListeners('secureConnection');
  server.on('secureConnection', (socket) => {
    if (!allowed(socket)) {
      socket.destroy();
      return;
    }
    for (const serve of serveHttp) Reflect.apply(serve, server, [socket]);
  });
}

function checkWhileListening<S extends http.Server | https.Server>(
  server: S,
  followed: FollowedWebConfig,
  intervalMs: number,
): S {
  let timer: NodeJS.Timeout | undefined;
  server.on('listening', () => {
    timer = setInterval(() => void followed.check(), intervalMs).unref();
  });
  server.on('close', () => clearInterval(timer));
  return server;
}
