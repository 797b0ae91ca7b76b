import type { Addresses } from './local-prometheus.ts';

/** One of the programs around the exporter. */
export interface Service {
  /** As in docker-compose.yml. */
  readonly name: ServiceName;
  readonly title: string;
  /** What it is called on PATH, on the one system or the other. */
  readonly programs: readonly string[];
  /** Where it listens when nobody else does. */
  readonly port: number;
  /** A path that answers 200 once it works. */
  readonly ready: string;
  readonly install: string;
  prepare(context: ServiceContext): Promise<Launch>;
}

export type ServiceName = 'prometheus' | 'alertmanager' | 'grafana' | 'node-exporter';

export interface ServiceContext {
  readonly program: string;
  /** host:port */
  readonly address: string;
  /** Of all that run, itself included. */
  readonly addresses: Addresses;
  /** The root of this package, with the shipped files. */
  readonly root: string;
  /** For data and for files that are made. */
  readonly folder: string;
}

export interface Launch {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What a person should know of it, a sentence each. */
  readonly notes?: readonly string[];
}
