/** Text that time.ParseDuration takes, such as 1h2m3.5s, in whole milliseconds. */
export function goDurationMilliseconds(text: string): string | undefined {
  const [, sign, parts = ''] =
    /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/.exec(text) ?? [];
  if (parts === '') return undefined;
  const found = [...parts.matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h)/g)];
  const total = found.reduce(
    (sum, [, number = '0', unit = '']) => sum + Number(number) * (NANOSECONDS[unit] ?? 0),
    0,
  );
  const milliseconds = Math.trunc(Math.round(total) / 1e6);
  return String(sign === '-' && milliseconds !== 0 ? -milliseconds : milliseconds);
}

const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
