import type { SecureVersion } from 'node:tls';
import type { ClientAuthType } from './go-tls-names.ts';

/**
 * A web configuration file, checked and with every file it names read.
 * Holds the private key and the password hashes: never log it.
 */
export interface WebConfig {
  /** Path of the file itself; it is read again when it changes. */
  readonly file: string;
  /** undefined: plain HTTP. */
  readonly tls: TlsConfig | undefined;
  /** Added to every response. */
  readonly headers: ReadonlyMap<string, string>;
  /** User name -> bcrypt hash; empty: no authentication. */
  readonly users: ReadonlyMap<string, string>;
  readonly rateLimit: RateLimit | undefined;
}

export interface TlsConfig {
  /** PEM: the certificate of the server, then its chain. */
  readonly cert: string;
  /** PEM, not encrypted. */
  readonly key: string;
  /** PEM: the authorities that client certificates are verified against. */
  readonly clientCa: string | undefined;
  readonly clientAuth: ClientAuthType;
  /** A client certificate must name one of these; undefined: names are not looked at. */
  readonly clientAllowedSans: readonly string[] | undefined;
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
  /** OpenSSL names, most preferred first. */
  readonly cipherSuites: readonly string[];
  /** OpenSSL names, most preferred first; empty: OpenSSL's own choice. */
  readonly curves: readonly string[];
  readonly preferServerCipherSuites: boolean;
}

/** A token bucket: `burst` requests at once, then one per interval. */
export interface RateLimit {
  readonly intervalMs: number;
  readonly burst: number;
}
