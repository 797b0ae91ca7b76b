import type { Connection, ConnectOptions } from '../target/connection.ts';
import { type Finding, ok, warning } from './finding.ts';
import type { DoctorFacts } from './server-facts.ts';

const SKEW_MS = 5000;

/** How the server is reached: encryption, poolers in between, clocks. */
export function checkConnection(
  options: ConnectOptions,
  { pooled }: Pick<Connection, 'pooled'>,
  { serverTime, ssl }: DoctorFacts,
  localTime: number,
): readonly Finding[] {
  const skew = Math.abs(serverTime - localTime);
  const seconds = (skew / 1000).toFixed(1);
  return [
    tlsFinding(options, ssl),
    pooled
      ? warning(
          'pooler',
          'a pooler such as PgBouncer stands in between',
          'each statement costs more messages, and the sessions of the exporter hide among those of the application',
          ['give the address of the server itself'],
        )
      : ok('pooler', 'none in between'),
    skew > SKEW_MS
      ? warning(
          'clock',
          `the clocks differ by ${seconds} s`,
          'ages and lags are reckoned with both clocks',
          ['synchronise both machines by NTP: timedatectl set-ntp true'],
        )
      : ok('clock', `the clocks differ by ${seconds} s`),
  ];
}

function tlsFinding({ host, tls }: ConnectOptions, ssl: string | null): Finding {
  if (host.startsWith('/')) return ok('TLS', 'a Unix socket needs none');
  const isLocal = LOCAL.test(host);
  if (ssl === null) {
    if (isLocal) return ok('TLS', 'none, on this machine');
    return warning('TLS', 'none', 'texts of statements cross the network in the clear', [
      'ssl = on, with a certificate, on the server',
      'sslmode: verify-full and sslrootcert in the configuration of the target',
    ]);
  }
  if (isLocal || tls.mode.startsWith('verify-')) return ok('TLS', `${ssl}, sslmode ${tls.mode}`);
  return warning(
    'TLS',
    `${ssl}, but sslmode ${tls.mode} does not check who answers`,
    'somebody in between could read the password',
    ['sslmode: verify-full and sslrootcert in the configuration of the target'],
  );
}

const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;
