import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedServer } from '../helpers/shared.ts';
import { parsePage, sampleValue } from '../metrics/parse-page.ts';
import { catalogOf, type RunningExporter, startExporter } from './running-exporter.ts';

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

let exporter: RunningExporter;

beforeAll(async () => {
  exporter = await startExporter(
    {
      targets: { main: { url: sharedServer(18).uri({ user: 'pgvitals' }) } },
      catalog: { shipped: false, files: ['catalog.yaml'] },
    },
    {
      files: {
        'catalog.yaml': catalogOf({
          t_one: 'SELECT 1 AS value',
          t_two: 'SELECT 2 AS value',
          t_six: 'SELECT 6 AS value',
        }),
      },
    },
  );
});

afterAll(() => exporter[Symbol.asyncDispose]());

describe('/metrics', () => {
  test('has the catalog, the target and the process on one page', async () => {
    const families = parsePage(await exporter.page());
    expect([...families.keys()]).toEqual(
      expect.arrayContaining([
        ...['pg_up', 'pgvitals_target_status', 't_one_value', 't_two_value', 't_six_value'],
        ...['pgvitals_build_info', 'pgvitals_scrape_duration_seconds', 'process_cpu_seconds_total'],
      ]),
    );
    for (const { help, name } of families.values()) expect(help, name).toMatch(/\w/);
  });

  test('?query= selects one or several queries', async () => {
    expect(catalogMetrics(await exporter.page('/metrics?query=t_two'))).toEqual(['t_two_value']);
    const two = await exporter.page('/metrics?query=t_six&query=t_one');
    expect([...catalogMetrics(two)].sort()).toEqual(['t_one_value', 't_six_value']);
    expect(sampleValue(two, 'pg_up')).toBe('1');
  });

  test('an unknown query is refused with the nearest name, and not repeated to the caller', async () => {
    const response = await exporter.get('/metrics?query=t_one&query=t_tow');
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toBe(
      'no catalog query has the name asked for; did you mean "t_two"?\n',
    );
    const markup = await exporter.get('/metrics?query=%3Cscript%3Ealert(1)%3C/script%3E');
    expect(await markup.text()).toBe('no catalog query has the name asked for\n');
  });

  test.each([
    '?query[a]=t_one',
    '?query[]=t_one',
    '?query=',
    '?query=__proto__',
    '?query=t_one%00',
  ])('odd parameters are refused or ignored: %s', async (parameters) => {
    const response = await exporter.get(`/metrics${parameters}`);
    expect([200, 400]).toContain(response.status);
    await response.text();
  });

  test.each([
    ['no Accept header of its own', undefined, TEXT],
    ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', TEXT],
    [
      'Prometheus 2.42',
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      OPEN_METRICS,
    ],
    [
      'Prometheus 3',
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      OPEN_METRICS,
    ],
    [
      'Prometheus 3 with native histograms',
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
      OPEN_METRICS,
    ],
    [
      'Prometheus that is told to use the text format',
      'text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      TEXT,
    ],
    [
      'a version of OpenMetrics that is not spoken',
      'application/openmetrics-text;version=2.0.0',
      TEXT,
    ],
    [
      'a wish for text above OpenMetrics',
      'application/openmetrics-text;q=0.2,text/plain;q=0.9',
      TEXT,
    ],
    ['OpenMetrics refused', 'application/openmetrics-text;q=0,text/plain', TEXT],
    ['nonsense', ';;;q=,,', TEXT],
  ])('%s gets its format', async (_client, accept, expected) => {
    const response = await exporter.get('/metrics', accept === undefined ? {} : { accept });
    expect(response.headers.get('content-type')).toBe(expected);
    expect(response.headers.get('vary')).toBe('Accept, Accept-Encoding');
    const page = await response.text();
    expect(page.endsWith('# EOF\n')).toBe(expected === OPEN_METRICS);
    expect(parsePage(page).get('pg_up')?.type).toBe('gauge');
  });

  test('is compressed where the client says so, and only there', async () => {
    const zipped = await rawGet({ 'accept-encoding': 'gzip' });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    const page = gunzipSync(zipped.body).toString();
    expect(sampleValue(page, 't_two_value')).toBe('2');
    expect(zipped.body.length).toBeLessThan(page.length / 2);
    for (const encoding of ['identity', 'br', 'gzip;q=0']) {
      const plain = await rawGet({ 'accept-encoding': encoding });
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(sampleValue(plain.body.toString(), 't_two_value')).toBe('2');
    }
  });

  test('HEAD answers with the headers and without a page', async () => {
    const { body, headers, status } = await rawGet({}, 'HEAD');
    expect([status, headers['content-type'], body.length]).toEqual([200, TEXT, 0]);
  });

  test.each(['POST', 'PUT', 'DELETE'])('%s finds nothing', async (method) => {
    expect((await rawGet({}, method)).status).toBe(404);
  });

  test('the scrape timeout of Prometheus bounds the scrape, whatever nonsense it is', async () => {
    for (const timeout of ['10', '0.6', '0', '-1', 'abc', '1e999', '']) {
      const headers = { 'x-prometheus-scrape-timeout-seconds': timeout };
      const page = await (await exporter.get('/metrics', headers)).text();
      expect(sampleValue(page, 'pg_up'), timeout).toBe('1');
    }
  });
});

describe('other pages', () => {
  test('say that there is no such page, in text', async () => {
    const response = await exporter.get('/metrics/<b>x</b>');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toBe('There is no such page; / lists what there is.\n');
  });

  test('do not tell which framework made them', async () => {
    expect((await exporter.get('/metrics')).headers.get('x-powered-by')).toBeNull();
  });
});

test('metrics of the process alone where no target is the default', async () => {
  await using other = await startExporter({
    targets: { main: { url: sharedServer(18).uri() } },
    default_target: 'none',
  });
  const page = await other.page();
  expect(sampleValue(page, 'pg_up')).toBeUndefined();
  expect(sampleValue(page, 'pgvitals_build_info', { version: '1.2.3-test' })).toBe('1');
});

test('the path of the metrics can be another, even the root', async () => {
  const config = {
    targets: { main: { url: sharedServer(18).uri() } },
    catalog: { shipped: false },
  };
  await using other = await startExporter(config, { metricsPath: '/pg' });
  expect(sampleValue(await other.page('/pg'), 'pg_up')).toBe('1');
  expect((await other.get('/metrics')).status).toBe(404);
  expect(await other.page('/')).toContain('href="/pg"');
  await using root = await startExporter(config, { metricsPath: '/' });
  expect(sampleValue(await root.page('/'), 'pg_up')).toBe('1');
});

function catalogMetrics(page: string): readonly string[] {
  return [...parsePage(page).keys()].filter((name) => name.startsWith('t_'));
}

interface RawResponse {
  readonly status: number | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Without the decompression that fetch adds. */
function rawGet(headers: http.OutgoingHttpHeaders, method = 'GET'): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${exporter.url}/metrics`, { headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    request.on('error', reject).end();
  });
}
