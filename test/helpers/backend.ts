import type { StopMode } from '../../src/demo/embedded/postmaster.ts';
import type { ServerSettings } from '../../src/demo/embedded/server-settings.ts';
import type { Major } from './majors.ts';
import type { ServerDetails } from './test-server.ts';

/** A server with its switch; its address stays the same over stop and start. */
export interface BackendServer {
  readonly details: ServerDetails;
  /** Of the postgres process, where the backend knows it. */
  readonly pid: number | undefined;
  start(): Promise<void>;
  stop(mode: StopMode): Promise<void>;
  /** SIGKILL to the postmaster. */
  kill(): Promise<void>;
  /** Stops it and deletes everything. */
  remove(): Promise<void>;
  startStandby(options: StandbyOptions): Promise<BackendServer>;
}

/** One way to run PostgreSQL for the tests. */
export interface Backend {
  startServer(major: Major, settings: ServerSettings): Promise<BackendServer>;
}

export interface StandbyOptions {
  readonly settings: ServerSettings;
  /** application_name of its walreceiver. */
  readonly applicationName: string;
  /** A physical replication slot that exists on the primary. */
  readonly slot: string | undefined;
}

/** The line of postgresql.conf that makes a server follow `primary`. */
export function primaryConninfo(
  primary: ServerDetails,
  { applicationName, slot }: StandbyOptions,
): ServerSettings {
  const { host, port, user, password } = primary;
  const parts = { host, port, user, password, application_name: applicationName };
  const conninfo = Object.entries(parts).map(([key, value]) => `${key}='${value}'`);
  return {
    primary_conninfo: conninfo.join(' '),
    ...(slot === undefined ? undefined : { primary_slot_name: slot }),
  };
}
