import { TLS_VERSIONS } from './go-tls-names.ts';
import type { MaterialName } from './read-material.ts';
import type { TlsProblem } from './tls-problem.ts';
import type { TlsSection } from './web-config-schema.ts';

/** What is wrong between the keys of `tls_server_config`, before any file is read. */
export function tlsRuleProblems(section: TlsSection): readonly TlsProblem[] {
  return [
    ...missing('cert', section),
    ...missing('key', section),
    ...MATERIAL.flatMap((name) => givenTwice(name, section)),
    ...MATERIAL.flatMap((name) => textAsPath(name, section)),
    ...clientProblems(section),
    ...versionProblems(section),
  ];
}

const MATERIAL: readonly MaterialName[] = ['cert', 'key', 'client_ca'];

function missing(name: 'cert' | 'key', section: TlsSection): readonly TlsProblem[] {
  if (section[name] !== undefined || section[`${name}_file`] !== undefined) return [];
  const message = `${name}_file (or ${name}) is missing: TLS needs a certificate and its key`;
  return [{ path: ['tls_server_config'], message, at: 'key' }];
}

function givenTwice(name: MaterialName, section: TlsSection): readonly TlsProblem[] {
  if (section[name] === undefined || section[`${name}_file`] === undefined) return [];
  const message = `${name} and ${name}_file are both given: keep one of the two`;
  return [{ path: ['tls_server_config', name], message, at: 'key' }];
}

/** A path is part of messages, and a key must not be. */
function textAsPath(name: MaterialName, section: TlsSection): readonly TlsProblem[] {
  if (!/-----BEGIN|\n/.test(section[`${name}_file`] ?? '')) return [];
  const message = `expected the path of a file, found what belongs into it: use ${name} for that`;
  return [{ path: ['tls_server_config', `${name}_file`], message }];
}

function clientProblems(section: TlsSection): readonly TlsProblem[] {
  const type = section.client_auth_type ?? 'NoClientCert';
  const ca = section.client_ca_file === undefined ? 'client_ca' : 'client_ca_file';
  const problems: TlsProblem[] = [];
  const add = (key: string, message: string) =>
    problems.push({ path: ['tls_server_config', key], message, at: 'key' });

  if (section[ca] !== undefined && type === 'NoClientCert') {
    add(ca, 'has no effect without client_auth_type: expected RequireAndVerifyClientCert');
  }
  // Without an authority of its own, any certificate that a public authority signed would do.
  if (
    section[ca] === undefined &&
    (type === 'VerifyClientCertIfGiven' || type === 'RequireAndVerifyClientCert')
  ) {
    add('client_auth_type', `${type} needs client_ca_file (or client_ca) to verify against`);
  }
  if (
    section.client_allowed_sans &&
    type !== 'RequireAnyClientCert' &&
    type !== 'RequireAndVerifyClientCert'
  ) {
    add(
      'client_allowed_sans',
      `needs client_auth_type RequireAndVerifyClientCert (or RequireAnyClientCert), found ${type}`,
    );
  }
  return problems;
}

function versionProblems({ min_version, max_version }: TlsSection): readonly TlsProblem[] {
  const order = Object.keys(TLS_VERSIONS);
  const [min, max] = [min_version ?? 'TLS12', max_version ?? 'TLS13'];
  if (order.indexOf(min) <= order.indexOf(max)) return [];
  const key = max_version === undefined ? 'min_version' : 'max_version';
  const message = `max_version ${max} is older than min_version ${min}`;
  return [{ path: ['tls_server_config', key], message, at: 'key' }];
}
