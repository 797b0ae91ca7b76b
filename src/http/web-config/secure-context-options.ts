import type { SecureContextOptions } from 'node:tls';
import { TLS13_SUITES } from './go-tls-names.ts';
import type { TlsConfig } from './web-config.ts';

/** What Node's TLS takes for a TLS configuration; everything here can change while serving. */
export function secureContextOptions(tls: TlsConfig): SecureContextOptions {
  // Go never takes TLS 1.3 suites out, but Node switches TLS 1.3 off when none is named.
  const suites = new Set([...tls.cipherSuites, ...Object.values(TLS13_SUITES)]);
  const old = tls.minVersion === 'TLSv1' || tls.minVersion === 'TLSv1.1';
  return {
    cert: tls.cert,
    key: tls.key,
    ...(tls.clientCa === undefined ? {} : { ca: tls.clientCa }),
    minVersion: tls.minVersion,
    maxVersion: tls.maxVersion,
    // OpenSSL 3 allows TLS 1.0 and 1.1 at security level 0 only.
    ciphers: [...suites, ...(old ? ['@SECLEVEL=0'] : [])].join(':'),
    ...(tls.curves.length === 0 ? {} : { ecdhCurve: tls.curves.join(':') }),
    honorCipherOrder: tls.preferServerCipherSuites,
  };
}
