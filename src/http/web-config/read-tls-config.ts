import { createSecureContext } from 'node:tls';
import { CURVES, TLS_VERSIONS, TLS12_SUITES, TLS13_SUITES } from './go-tls-names.ts';
import { pemProblems } from './pem-problems.ts';
import { type Material, type MaterialName, readMaterial } from './read-material.ts';
import { secureContextOptions } from './secure-context-options.ts';
import type { TlsProblem } from './tls-problem.ts';
import { tlsRuleProblems } from './tls-rule-problems.ts';
import type { TlsConfig } from './web-config.ts';
import type { WebConfigFs } from './web-config-fs.ts';
import type { TlsSection } from './web-config-schema.ts';

export interface TlsReading {
  /** undefined: the section asks for nothing, or there are problems. */
  readonly tls: TlsConfig | undefined;
  readonly problems: readonly TlsProblem[];
}

/** Reads what `tls_server_config` names; relative paths start at `directory`. */
export async function readTlsConfig(
  section: TlsSection,
  directory: string,
  fs: WebConfigFs,
): Promise<TlsReading> {
  if (Object.values(section).every((value) => value === undefined)) return NOTHING;
  const broken = tlsRuleProblems(section);
  if (broken.length > 0) return { tls: undefined, problems: broken };

  const read = (name: MaterialName) => readMaterial(name, section, directory, fs);
  const [cert, key, clientCa] = await Promise.all([read('cert'), read('key'), read('client_ca')]);
  const unreadable = [cert, key, clientCa].flatMap(({ problem }) => problem ?? []);
  if (unreadable.length > 0) return { tls: undefined, problems: unreadable };

  const wrong = pemProblems(cert, key, clientCa);
  if (wrong.length > 0) return { tls: undefined, problems: wrong };
  return usable(tlsConfig(section, cert, key, clientCa));
}

const NOTHING: TlsReading = { tls: undefined, problems: [] };

function tlsConfig(
  section: TlsSection,
  cert: Material,
  key: Material,
  clientCa: Material,
): TlsConfig {
  const suites: Readonly<Record<string, string>> = { ...TLS12_SUITES, ...TLS13_SUITES };
  const wanted = section.cipher_suites?.length ? section.cipher_suites : Object.keys(TLS12_SUITES);
  return Object.freeze({
    cert: cert.pem,
    key: key.pem,
    clientCa: clientCa.pem === '' ? undefined : clientCa.pem,
    clientAuth: section.client_auth_type ?? 'NoClientCert',
    clientAllowedSans: section.client_allowed_sans,
    minVersion: TLS_VERSIONS[section.min_version ?? 'TLS12'],
    maxVersion: TLS_VERSIONS[section.max_version ?? 'TLS13'],
    cipherSuites: wanted.flatMap((name) => suites[name] ?? []),
    curves: (section.curve_preferences ?? []).map((name) => CURVES[name]),
    preferServerCipherSuites: section.prefer_server_cipher_suites ?? true,
  });
}

/** OpenSSL has the last word: it also refuses weak keys and broken chains. */
function usable(tls: TlsConfig): TlsReading {
  try {
    createSecureContext(secureContextOptions(tls));
    return { tls, problems: [] };
  } catch (cause) {
    const reason = cause instanceof Error && 'reason' in cause ? cause.reason : 'unknown reason';
    const message = `OpenSSL refuses this configuration: ${reason}`;
    return {
      tls: undefined,
      problems: [{ path: ['tls_server_config'], message, at: 'key', cause }],
    };
  }
}
