/** What a web service answers to a GET of JSON; user and password of the URL go by basic auth. */
export async function webJson(address: string, path: string): Promise<unknown> {
  const url = new URL(address);
  const { password, username } = url;
  url.username = '';
  url.password = '';
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const base = url.href.replace(/[/?#]+$/, '');
  const response = await fetch(base + path, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers:
      username === '' ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
  }).catch((error: Error) => {
    const cause = error.cause instanceof Error ? error.cause.message : error.message;
    throw new Error(`${base} cannot be reached: ${cause}`, { cause: error });
  });
  if (!response.ok) throw new Error(`${base}${path} answers ${response.status}`);
  return await response.json().catch((cause: Error) => {
    throw new Error(`${base}${path} does not answer in JSON`, { cause });
  });
}

const TIMEOUT_MS = 5000;
