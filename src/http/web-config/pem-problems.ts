import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Material } from './read-material.ts';
import type { TlsProblem } from './tls-problem.ts';

/** What is wrong with the certificates and the key themselves; texts never quote them. */
export function pemProblems(
  cert: Material,
  key: Material,
  clientCa: Material,
): readonly TlsProblem[] {
  const leaf = firstCertificate(cert);
  const secret = privateKey(key);
  const authority = clientCa.pem === '' ? undefined : everyCertificate(clientCa);
  const problems = [leaf, secret, authority].flatMap((result) =>
    result !== undefined && 'message' in result ? [result] : [],
  );
  if (problems.length > 0) return problems;
  if (leaf instanceof X509Certificate && !('message' in secret) && !leaf.checkPrivateKey(secret)) {
    const message = `${key.origin} is not the key of the certificate in ${cert.origin === 'the value' ? 'cert' : cert.origin}`;
    return [{ path: key.path, message }];
  }
  return [];
}

function firstCertificate(material: Material): X509Certificate | TlsProblem {
  const [first] = certificateBlocks(material.pem);
  return first === undefined ? noCertificate(material) : certificate(first, material);
}

function everyCertificate(material: Material): X509Certificate | TlsProblem {
  const results = certificateBlocks(material.pem).map((block) => certificate(block, material));
  return results.find((result) => 'message' in result) ?? results[0] ?? noCertificate(material);
}

function certificateBlocks(pem: string): readonly string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
}

function certificate(block: string, { path, origin }: Material): X509Certificate | TlsProblem {
  try {
    return new X509Certificate(block);
  } catch (cause) {
    return { path, message: `${origin} holds a damaged certificate: copy it again`, cause };
  }
}

function noCertificate({ path, origin }: Material): TlsProblem {
  return {
    path,
    message: `${origin} holds no certificate, expected PEM: -----BEGIN CERTIFICATE-----`,
  };
}

function privateKey({ pem, path, origin }: Material): KeyObject | TlsProblem {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem)) {
    const message = `${origin} holds an encrypted key: decrypt it with \`openssl pkey -in OLD -out NEW\``;
    return { path, message };
  }
  try {
    return createPrivateKey(pem);
  } catch {
    // No cause: what OpenSSL says about a key adds nothing, and nothing of a key may leak.
    return {
      path,
      message: `${origin} holds no usable private key, expected PEM: -----BEGIN PRIVATE KEY-----`,
    };
  }
}
