import { Agent, get } from 'node:http';
import { gunzipSync } from 'node:zlib';

const agent = new Agent({ keepAlive: true });

/** Reads a page to its end and throws it away; resolves with the milliseconds and bytes it took. */
export async function timePage(url, { gzip = false } = {}) {
  const started = performance.now();
  let bytes = 0;
  const { encoding } = await read(url, gzip, (chunk) => {
    bytes += chunk.length;
  });
  const ms = performance.now() - started;
  if (gzip !== (encoding === 'gzip')) throw new Error(`${url} came in the encoding ${encoding}.`);
  return { ms, bytes };
}

export async function getText(url) {
  const chunks = [];
  const { encoding } = await read(url, false, (chunk) => chunks.push(chunk));
  const body = Buffer.concat(chunks);
  return (encoding === 'gzip' ? gunzipSync(body) : body).toString('utf8');
}

/** The number of series on a page, of all or of those whose line matches. */
export async function countSeries(url, pattern = /^[a-zA-Z_]/) {
  const lines = (await getText(url)).split('\n');
  return lines.filter((line) => pattern.test(line)).length;
}

function read(url, gzip, onChunk) {
  // Without its own choice a client gets gzip from neither; Prometheus asks for it.
  const headers = { 'accept-encoding': gzip ? 'gzip' : 'identity' };
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers }, (response) => {
      response.on('data', onChunk);
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) {
          resolve({ encoding: response.headers['content-encoding'] ?? 'identity' });
        } else reject(new Error(`${url} answered ${response.statusCode}.`));
      });
    });
    request.on('error', reject);
  });
}
