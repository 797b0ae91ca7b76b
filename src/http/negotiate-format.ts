import type { Format } from '../metrics/exposition.ts';

/** The best of the two formats by the Accept header; text where nothing fits. */
export function negotiateFormat(accept: string | undefined): Format {
  const ranges = (accept ?? '*/*').split(',').map(parseRange);
  const openmetrics = Math.max(0, ...ranges.map(qualityOfOpenMetrics));
  const text = Math.max(0, ...ranges.map(qualityOfText));
  return openmetrics > 0 && openmetrics >= text ? 'openmetrics' : 'text';
}

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

function parseRange(range: string): MediaRange {
  const [type = '', ...rest] = range.split(';').map((part) => part.trim().toLowerCase());
  const parameters = new Map(
    rest.map((parameter) => {
      const [name = '', value = ''] = parameter.split('=');
      return [name, value.replace(/^"|"$/g, '')] as const;
    }),
  );
  const quality = Number(parameters.get('q') ?? 1);
  return { type, parameters, quality: Number.isNaN(quality) ? 0 : quality };
}

/** Named only: a wildcard gets the text that a browser can show. */
function qualityOfOpenMetrics({ type, parameters, quality }: MediaRange): number {
  const version = parameters.get('version') ?? '1.0.0';
  return type === 'application/openmetrics-text' && version === '1.0.0' ? quality : 0;
}

function qualityOfText({ type, parameters, quality }: MediaRange): number {
  const version = parameters.get('version') ?? '0.0.4';
  if (type === 'text/plain') return version === '0.0.4' ? quality : 0;
  return type === '*/*' || type === 'text/*' ? quality : 0;
}
