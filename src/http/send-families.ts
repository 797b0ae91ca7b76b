import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import type { Request, Response } from 'express';
import { CONTENT_TYPES, encodeFamilies } from '../metrics/exposition.ts';
import type { Family } from '../metrics/family.ts';
import { negotiateFormat } from './negotiate-format.ts';

/** A reader that takes nothing for so long is cut off; it holds rows in memory. */
const STALLED_MS = 30_000;

/** Streams the page in the format and encoding that the client asked for. */
export async function sendFamilies(
  request: Request,
  response: Response,
  families: readonly Family[],
): Promise<void> {
  const format = negotiateFormat(request.headers.accept);
  const gzip = Boolean(request.acceptsEncodings('gzip'));
  response.status(200);
  response.setHeader('Content-Type', CONTENT_TYPES[format]);
  response.setHeader('Vary', 'Accept, Accept-Encoding');
  if (gzip) response.setHeader('Content-Encoding', 'gzip');
  response.setTimeout(STALLED_MS, () => response.destroy());
  const page = Readable.from(encodeFamilies(families, format), {
    objectMode: true,
    highWaterMark: 1,
  });
  try {
    if (gzip) await pipeline(page, createGzip({ level: constants.Z_BEST_SPEED }), response);
    else await pipeline(page, response);
  } catch (error) {
    // The client went away, which is its business.
    if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
