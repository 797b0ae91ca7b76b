import { createConnection, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A TCP proxy before a server that can go silent; closed when the test ends. */
export interface TcpProxy {
  readonly port: number;
  /** From now on nothing more is forwarded on the connections that are open. */
  silence(): void;
  /**
   * Goes silent as soon as the client has sent this text, once it has sent `after`; what holds it
   * is not forwarded.
   */
  silenceAt(text: string, after?: string): void;
  /** Goes silent as soon as the server has sent this text; what holds it is cut in half. */
  silenceInAnswer(text: string): void;
  /** Resets, once, the connection on which the client sends this text next. */
  cutAt(text: string): void;
  /** Whether it went silent. */
  readonly silent: () => boolean;
  /** Connections from now on are forwarded again; the silent ones stay silent. */
  resume(): void;
  /** Resets all connections. */
  cut(): void;
  readonly open: () => number;
}

export async function tcpProxy(host: string, port: number): Promise<TcpProxy> {
  const pairs = new Set<{ readonly client: Socket; readonly server: Socket; muted: boolean }>();
  let muted = false;
  let fromClient: string | undefined;
  let fromServer: string | undefined;
  let before: string | undefined;
  let cutting: string | undefined;
  const mute = () => {
    muted = true;
    for (const pair of pairs) pair.muted = true;
  };
  const listener = createServer((client) => {
    const server = createConnection(port, host);
    const pair = { client, server, muted };
    pairs.add(pair);
    client.on('data', (data) => {
      if (cutting !== undefined && data.includes(cutting)) {
        cutting = undefined;
        client.resetAndDestroy();
        return;
      }
      if (before !== undefined) {
        if (data.includes(before)) before = undefined;
      } else if (fromClient !== undefined && data.includes(fromClient)) mute();
      if (!pair.muted) server.write(data);
    });
    server.on('data', (data) => {
      const cut = fromServer !== undefined && data.includes(fromServer);
      if (cut && !pair.muted) client.write(data.subarray(0, data.length >> 1));
      if (cut) mute();
      if (!pair.muted) client.write(data);
    });
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  const cut = () => {
    for (const { client, server } of pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
  };
  onTestFinished(async () => {
    cut();
    await new Promise((resolve) => listener.close(resolve));
  });
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    silence: mute,
    silenceAt: (text, after) => {
      fromClient = text;
      before = after;
    },
    silenceInAnswer: (text) => {
      fromServer = text;
    },
    cutAt: (text) => {
      cutting = text;
    },
    silent: () => muted,
    resume: () => {
      muted = false;
      fromClient = undefined;
      fromServer = undefined;
    },
    cut,
    open: () => pairs.size,
  };
}
