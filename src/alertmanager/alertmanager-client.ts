import { z } from 'zod';
import { type AlertmanagerAddress, alertmanagerAddress } from './alertmanager-address.ts';
import { AlertmanagerError } from './alertmanager-error.ts';
import {
  type Alert,
  alertSchema,
  type Matcher,
  type Silence,
  silenceSchema,
} from './api-schema.ts';

/** What this project asks of the HTTP API of Alertmanager, version 2. */
export interface AlertmanagerClient {
  readonly url: string;
  alerts(matchers?: readonly string[]): Promise<readonly Alert[]>;
  silences(): Promise<readonly Silence[]>;
  /** Gives the id of the new silence. */
  addSilence(silence: NewSilence): Promise<string>;
  expireSilence(id: string): Promise<void>;
  postAlert(alert: NewAlert): Promise<void>;
  /** Its page of metrics. */
  metrics(): Promise<string>;
}

export interface NewSilence {
  readonly matchers: readonly Matcher[];
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly createdBy: string;
  readonly comment: string;
}

export interface NewAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

const TIMEOUT_MS = 10_000;

/** Connects only when it is asked; every method rejects with an AlertmanagerError. */
export function alertmanagerClient(address: string): AlertmanagerClient {
  const at = alertmanagerAddress(address);
  const v2 = (path: string, init?: RequestInit) => send(at, `/api/v2/${path}`, init);
  return {
    url: at.url,
    alerts: async (matchers = []) => {
      const filters = matchers.map((matcher) => `filter=${encodeURIComponent(matcher)}`);
      return read(at, await v2(`alerts?${filters.join('&')}`), z.array(alertSchema));
    },
    silences: async () => read(at, await v2('silences'), z.array(silenceSchema)),
    addSilence: async (silence) => {
      const answer = await v2('silences', asJson(silence));
      return read(at, answer, z.object({ silenceID: z.string() })).silenceID;
    },
    expireSilence: async (id) => {
      await v2(`silence/${encodeURIComponent(id)}`, { method: 'DELETE' });
    },
    postAlert: async (alert) => {
      await v2('alerts', asJson([alert]));
    },
    metrics: () => send(at, '/metrics'),
  };
}

function asJson(body: unknown): RequestInit {
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', headers, body: JSON.stringify(body) };
}

async function send(
  { headers, url }: AlertmanagerAddress,
  path: string,
  init: RequestInit = {},
): Promise<string> {
  const request = { ...init, headers: { ...init.headers, ...headers } };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url + path, { ...request, signal }).catch((cause: Error) => {
    const message = `Alertmanager at ${url} cannot be reached: ${reasonOf(cause)}; is it running, and is --alertmanager right?`;
    throw new AlertmanagerError('UNREACHABLE', message, { cause });
  });
  const text = await response.text();
  if (response.ok) return text;
  throw new AlertmanagerError(
    'REFUSED',
    `Alertmanager at ${url} answered ${response.status}: ${shortened(text) || response.statusText}`,
  );
}

/** fetch says "fetch failed", and the reason in its cause. */
function reasonOf(error: Error): string {
  if (error.name === 'TimeoutError') return `no answer in ${TIMEOUT_MS / 1000} s`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message || (cause as NodeJS.ErrnoException).code || error.message;
}

function read<T>({ url }: AlertmanagerAddress, text: string, schema: z.ZodType<T>): T {
  const { data, success } = schema.safeParse(parsed(text));
  if (success) return data;
  throw new AlertmanagerError(
    'UNEXPECTED_ANSWER',
    `what answers at ${url} is no Alertmanager 0.22 or newer; it says: ${shortened(text)}`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const LONGEST = 200;

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
