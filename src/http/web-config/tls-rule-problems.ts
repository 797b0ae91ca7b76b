import { TLS_VERSIONS } from './go-tls-names.ts';
import type { TlsSection } from './web-config-schema.ts';
import type { Problem } from './yaml-source.ts';

/** What is wrong between the keys of `tls_server_config`, before any file is read. */
export function tlsRuleProblems(section: TlsSection): readonly Problem[] {
  return [
    ...missing('cert', section),
    ...missing('key', section),
    ...(['cert', 'key', 'client_ca'] as const).flatMap((name) => givenTwice(name, section)),
    ...clientProblems(section),
    ...versionProblems(section),
  ];
}

function missing(name: 'cert' | 'key', section: TlsSection): readonly Problem[] {
  if (section[name] !== undefined || section[`${name}_file`] !== undefined) return [];
  const message = `${name}_file (or ${name}) is missing: TLS needs a certificate and its key`;
  return [{ path: ['tls_server_config'], message, onKey: true }];
}

function givenTwice(name: 'cert' | 'key' | 'client_ca', section: TlsSection): readonly Problem[] {
  if (section[name] === undefined || section[`${name}_file`] === undefined) return [];
  const message = `${name} and ${name}_file are both given: keep one of the two`;
  return [{ path: ['tls_server_config', name], message, onKey: true }];
}

function clientProblems(section: TlsSection): readonly Problem[] {
  const type = section.client_auth_type ?? 'NoClientCert';
  const ca = section.client_ca_file === undefined ? 'client_ca' : 'client_ca_file';
  const problems: Problem[] = [];
  const add = (key: string, message: string) =>
    problems.push({ path: ['tls_server_config', key], message, onKey: true });

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

function versionProblems({ min_version, max_version }: TlsSection): readonly Problem[] {
  const order = Object.keys(TLS_VERSIONS);
  const [min, max] = [min_version ?? 'TLS12', max_version ?? 'TLS13'];
  if (order.indexOf(min) <= order.indexOf(max)) return [];
  const key = max_version === undefined ? 'min_version' : 'max_version';
  const message = `max_version ${max} is older than min_version ${min}`;
  return [{ path: ['tls_server_config', key], message, onKey: true }];
}
