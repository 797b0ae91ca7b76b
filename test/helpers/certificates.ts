import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Certificates {
  /** A certificate authority, and one that signed nothing here. */
  readonly authority: string;
  readonly stranger: string;
  readonly serverCert: string;
  readonly serverKey: string;
}

/** Makes, with openssl, what a server needs for TLS; its certificate is for the names given. */
export async function makeCertificates(
  folder: string,
  names: readonly string[],
): Promise<Certificates> {
  const path = (name: string) => join(folder, name);
  await makeAuthority(path('authority'));
  await makeAuthority(path('stranger'));
  await writeFile(path('server.ext'), `subjectAltName=${names.join(',')}\n`);
  await openssl(
    'req',
    '-new',
    ...KEY,
    '-keyout',
    path('server.key'),
    '-subj',
    '/CN=server',
    '-out',
    path('server.csr'),
  );
  await openssl(
    'x509',
    '-req',
    '-in',
    path('server.csr'),
    '-CA',
    path('authority.crt'),
    '-CAkey',
    path('authority.key'),
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    path('server.ext'),
    '-out',
    path('server.crt'),
  );
  return {
    authority: path('authority.crt'),
    stranger: path('stranger.crt'),
    serverCert: path('server.crt'),
    serverKey: path('server.key'),
  };
}

const KEY = ['-newkey', 'rsa:2048', '-nodes'];

async function makeAuthority(path: string): Promise<void> {
  await openssl(
    'req',
    '-x509',
    ...KEY,
    '-keyout',
    `${path}.key`,
    '-out',
    `${path}.crt`,
    '-subj',
    '/CN=authority',
    '-days',
    '2',
  );
}

async function openssl(...args: readonly string[]): Promise<void> {
  await promisify(execFile)('openssl', args).catch((cause: Error) => {
    throw new Error('These tests make certificates with openssl, which did not work.', { cause });
  });
}
