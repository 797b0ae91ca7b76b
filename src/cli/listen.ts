import type { Server } from 'node:net';
import { CliError } from './cli-error.ts';
import { EXIT } from './io.ts';

export interface ListenAddress {
  /** undefined: every address. */
  readonly host: string | undefined;
  readonly port: number;
}

/** Reads host:port, :port or [::1]:port. */
export function parseListenAddress(text: string): ListenAddress {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:]*)):(?<port>\d{1,5})$/.exec(text);
  const { v6, name, port } = match?.groups ?? {};
  if (port === undefined || Number(port) > 65_535) {
    throw new CliError(`the listen address is "${text}", expected host:port or :port`, EXIT.usage);
  }
  return { host: v6 ?? (name === '' ? undefined : name), port: Number(port) };
}

/** Starts listening and gives host:port as a client would write it. */
export function listen(server: Server, host: string | undefined, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      const bound = server.address();
      const actual = typeof bound === 'object' && bound !== null ? bound.port : port;
      const name = host === undefined ? 'localhost' : host.includes(':') ? `[${host}]` : host;
      resolve(`${name}:${actual}`);
    });
  });
}

function explain(error: NodeJS.ErrnoException, host: string | undefined, port: number): CliError {
  const where = `${host ?? ''}:${port}`;
  const why = {
    EADDRINUSE: `port ${port} is taken by another program; choose another with --web.listen-address ${host ?? ''}:PORT, or stop that program`,
    EACCES: `this user may not listen on port ${port}; choose one above 1023 with --web.listen-address`,
    EADDRNOTAVAIL: `this machine has no address ${host}; choose another with --web.listen-address`,
    ENOTFOUND: `the host name ${host} is not known; choose another with --web.listen-address`,
  }[error.code ?? ''];
  return new CliError(why ?? `cannot listen on ${where}: ${error.message}`, EXIT.failure, {
    cause: error,
  });
}
