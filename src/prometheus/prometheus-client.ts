import { z } from 'zod';
import type { Sample } from '../promql/value.ts';
import { PrometheusError } from './prometheus-error.ts';

/** The part of the HTTP API of Prometheus that is used here; VictoriaMetrics answers alike. */
export interface PrometheusClient {
  /** Samples of an instant query, without their names. */
  query(promql: string): Promise<readonly Sample[]>;
  /** Samples over time; a time without a sample has no point. */
  queryRange(promql: string, range: QueryRange): Promise<readonly Series[]>;
  alerts(): Promise<readonly ActiveAlert[]>;
}

/** Unix times in seconds. */
export interface QueryRange {
  readonly start: number;
  readonly end: number;
  readonly stepSeconds: number;
}

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly { readonly at: number; readonly value: number }[];
}

export interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: string;
  readonly activeAt: string;
}

const labels = z.record(z.string(), z.string());

const queryAnswer = z.object({
  resultType: z.literal('vector'),
  result: z.array(z.object({ metric: labels, value: z.tuple([z.number(), z.string()]) })),
});

const rangeAnswer = z.object({
  resultType: z.literal('matrix'),
  result: z.array(z.object({ metric: labels, values: z.array(z.tuple([z.number(), z.string()])) })),
});

const alertsAnswer = z.object({
  alerts: z.array(z.object({ labels, state: z.string(), activeAt: z.string() })),
});

const TIMEOUT_MS = 10_000;

/** `url` may have a path, as behind a proxy; user and password in it are sent by basic auth. */
export function prometheusClient(url: string): PrometheusClient {
  const { base, headers } = address(url);

  async function get<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
    const response = await fetch(`${base}/api/v1/${path}`, {
      headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((cause: Error) => {
      const reason = cause.cause instanceof Error ? cause.cause.message : cause.message;
      throw new PrometheusError(`Prometheus at ${base} cannot be reached: ${reason}`, { cause });
    });
    const text = await response.text();
    const answer = answerSchema.safeParse(parseJson(text));
    if (!answer.success) {
      const start = text.slice(0, 80).replace(/\s+/g, ' ');
      throw new PrometheusError(
        `${base} does not answer as Prometheus does: status ${response.status}, "${start}"`,
      );
    }
    if (answer.data.status !== 'success') {
      throw new PrometheusError(
        `Prometheus at ${base} refused: ${answer.data.error ?? 'no reason given'}`,
      );
    }
    return schema.parse(answer.data.data);
  }

  return {
    query: async (promql) => {
      const { result } = await get(`query?query=${encodeURIComponent(promql)}`, queryAnswer);
      return result.map(({ metric, value }) => ({
        labels: withoutName(metric),
        value: number(value[1]),
      }));
    },
    queryRange: async (promql, { end, start, stepSeconds }) => {
      const asked = { query: promql, start: `${start}`, end: `${end}`, step: `${stepSeconds}` };
      const { result } = await get(`query_range?${new URLSearchParams(asked)}`, rangeAnswer);
      return result.map(({ metric, values }) => ({
        labels: withoutName(metric),
        points: values.map(([at, value]) => ({ at, value: number(value) })),
      }));
    },
    alerts: async () => (await get('alerts', alertsAnswer)).alerts,
  };
}

const answerSchema = z.object({
  status: z.enum(['success', 'error']),
  error: z.string().optional(),
  data: z.unknown().optional(),
});

function address(url: string): { readonly base: string; readonly headers: Record<string, string> } {
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new PrometheusError(
      'the address of Prometheus is no URL; expected such as http://host:9090',
    );
  }
  const { host, password, pathname, protocol, username } = new URL(url);
  const base = `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
  if (username === '') return { base, headers: {} };
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    base,
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function withoutName({ __name__: _, ...rest }: Readonly<Record<string, string>>) {
  return rest;
}

/** Prometheus writes infinity as +Inf. */
function number(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}
