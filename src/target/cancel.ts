import { createConnection } from 'node:net';
import type { ConnectOptions } from './connection.ts';

const CANCEL_REQUEST_CODE = 80_877_102;
const CANCEL_TIMEOUT_MS = 1000;

/**
 * Sends PostgreSQL's CancelRequest for a backend and waits until the server hangs up.
 * Never throws: a statement that cannot be cancelled still ends by its statement_timeout.
 */
export function sendCancel(
  { host, port }: Pick<ConnectOptions, 'host' | 'port'>,
  pid: number,
  secretKey: number,
): Promise<void> {
  return new Promise((resolve) => {
    const socket = host.startsWith('/')
      ? createConnection(`${host}/.s.PGSQL.${port}`)
      : createConnection(port, host);
    socket.setTimeout(CANCEL_TIMEOUT_MS, () => socket.destroy());
    socket.on('connect', () => socket.end(cancelRequest(pid, secretKey)));
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    socket.on('close', () => resolve());
  });
}

function cancelRequest(pid: number, secretKey: number): Buffer {
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(CANCEL_REQUEST_CODE, 4);
  message.writeInt32BE(pid, 8);
  message.writeInt32BE(secretKey, 12);
  return message;
}
