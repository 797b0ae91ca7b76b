import { isIPv6 } from 'node:net';

/** The DNS names, addresses, e-mails and URIs of Node's text form `DNS:a, IP Address:b, ...`. */
export function subjectAlternativeNames(text: string): readonly string[] {
  return [...text.matchAll(ENTRY)].flatMap(([, type, quoted, plain]) =>
    COMPARED.has(type ?? '') ? [comparableName(unquoted(quoted) ?? plain ?? '')] : [],
  );
}

/** One spelling for addresses, so that a shortened IPv6 address equals a long one. */
export function comparableName(name: string): string {
  return isIPv6(name) ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name;
}

// Node quotes a value that holds a comma or a quote, so that it cannot pose as two entries.
const ENTRY = /(?:^|, )([A-Za-z ]+):(?:("(?:[^"\\]|\\.)*")|([^,]*))(?=, |$)/g;
const COMPARED = new Set(['DNS', 'IP Address', 'email', 'URI']);

function unquoted(quoted: string | undefined): string | undefined {
  return quoted === undefined ? undefined : String(JSON.parse(quoted));
}
