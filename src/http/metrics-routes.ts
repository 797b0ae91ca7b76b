import type { Request, RequestHandler, Response } from 'express';
import { mergeFamilies } from '../metrics/merge-families.ts';
import type { ScrapeTarget } from '../scrape/scrape-target.ts';
import { didYouMean } from '../yaml/did-you-mean.ts';
import type { Exporter } from './exporter.ts';
import { scrapeTimeoutMs } from './scrape-timeout.ts';
import { sendFamilies } from './send-families.ts';

/** The default target, and the exporter's own process. */
export function metricsRoute(exporter: Exporter): RequestHandler {
  return async (request, response) => {
    const target = exporter.defaultTarget();
    if (target === undefined) {
      return sendFamilies(request, response, await exporter.ownFamilies());
    }
    const scraped = await scrapeFor(exporter, target, request, response);
    if (scraped === undefined) return;
    // After the scrape, so that this one is counted, too.
    const own = await exporter.ownFamilies();
    await sendFamilies(request, response, mergeFamilies([...scraped.families, ...own]).families);
  };
}

/** A named target of the configuration; what the caller says is never connected to. */
export function probeRoute(exporter: Exporter): RequestHandler {
  return async (request, response) => {
    const names = [...exporter.targets().keys()];
    const { target: name } = request.query;
    if (typeof name !== 'string' || name === '') {
      return refuse(response, `expected /probe?target=NAME; configured are: ${names.join(', ')}`);
    }
    const target = exporter.targets().get(name);
    if (target === undefined) {
      const hint = didYouMean(name, names);
      return refuse(
        response,
        `no target has this name${hint}; configured are: ${names.join(', ')}`,
      );
    }
    const scraped = await scrapeFor(exporter, target, request, response);
    if (scraped !== undefined) await sendFamilies(request, response, scraped.families);
  };
}

async function scrapeFor(
  exporter: Exporter,
  target: ScrapeTarget,
  request: Request,
  response: Response,
) {
  const queries = [request.query.query ?? []].flat().map(String);
  const known = exporter.queryIds();
  const unknown = queries.find((query) => !known.has(query));
  if (unknown !== undefined) {
    refuse(response, `no catalog query has the name asked for${didYouMean(unknown, [...known])}`);
    return undefined;
  }
  try {
    return await target.scrape({
      queries,
      timeoutMs: scrapeTimeoutMs(request, exporter.timeouts()),
    });
  } catch (error) {
    // Only waiting for another scrape of the same target can fail.
    response
      .status(503)
      .type('text')
      .send(`${(error as Error).message}\n`);
    return undefined;
  }
}

function refuse(response: Response, message: string): void {
  response.status(400).type('text').send(`${message}\n`);
}
