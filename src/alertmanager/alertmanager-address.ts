import { AlertmanagerError } from './alertmanager-error.ts';

/** Where Alertmanager is, and what to send so that it listens. */
export interface AlertmanagerAddress {
  /** Without a slash at its end, and without user and password. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads http(s)://[user:password@]host:port[/prefix]. */
export function alertmanagerAddress(text: string): AlertmanagerAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new AlertmanagerError(
      'BAD_URL',
      `the address of Alertmanager is ${withoutPassword(text)}, expected a URL such as http://localhost:9093`,
    );
  }
  const { password, username } = url;
  url.username = '';
  url.password = '';
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    url: url.href.replace(/[/?#]+$/, ''),
    headers:
      username === '' ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
  };
}

function withoutPassword(text: string): string {
  return JSON.stringify(text.replace(/\/\/[^/@]*@/, '//***@'));
}
