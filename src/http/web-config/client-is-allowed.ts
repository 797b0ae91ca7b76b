import type { TLSSocket } from 'node:tls';
import { comparableName, subjectAlternativeNames } from './subject-alternative-names.ts';
import type { TlsConfig } from './web-config.ts';

/** Whether a client whose handshake is over may speak HTTP, by Go's rules for client_auth_type. */
export function clientIsAllowed(
  socket: Pick<TLSSocket, 'authorized' | 'getPeerX509Certificate'>,
  { clientAuth, clientAllowedSans }: TlsConfig,
): boolean {
  if (clientAuth === 'NoClientCert' || clientAuth === 'RequestClientCert') return true;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return clientAuth === 'VerifyClientCertIfGiven';
  if (clientAuth !== 'RequireAnyClientCert' && !socket.authorized) return false;
  if (clientAllowedSans === undefined) return true;
  const allowed = new Set(clientAllowedSans.map(comparableName));
  return subjectAlternativeNames(certificate.subjectAltName ?? '').some((name) =>
    allowed.has(name),
  );
}
