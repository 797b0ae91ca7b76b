import type { Unit } from './threshold.ts';

/** A value as the templates of Prometheus write it, so that a page and a table say the same. */
export function formatValue(unit: Unit, value: number): string {
  switch (unit) {
    case 'ratio':
      return `${significant(value * 100, 4)}%`;
    case 'seconds':
      return duration(value);
    case 'bytes':
      return `${binary(value)}B`;
    case 'factor':
      return `${significant(value, 3)}x`;
    case 'per_second':
      return `${significant(value, 3)}/s`;
    case 'count':
      return value.toFixed(0);
    case 'state':
      return significant(value, 4);
  }
}

/** What gives the same text in a template of Prometheus. */
export function valueTemplate(unit: Unit): string {
  return TEMPLATES[unit];
}

const TEMPLATES: Readonly<Record<Unit, string>> = {
  ratio: '{{ $value | humanizePercentage }}',
  seconds: '{{ $value | humanizeDuration }}',
  bytes: '{{ $value | humanize1024 }}B',
  factor: '{{ $value | printf "%.3g" }}x',
  per_second: '{{ $value | printf "%.3g" }}/s',
  count: '{{ $value | printf "%.0f" }}',
  state: '{{ $value | printf "%.4g" }}',
};

function duration(value: number): string {
  const sign = value < 0 ? '-' : '';
  const seconds = Math.abs(value);
  if (seconds >= 60) {
    const whole = Math.floor(seconds);
    const parts: readonly (readonly [number, string])[] = [
      [Math.floor(whole / 86_400), 'd'],
      [Math.floor(whole / 3600) % 24, 'h'],
      [Math.floor(whole / 60) % 60, 'm'],
      [whole % 60, 's'],
    ];
    const first = parts.findIndex(([count]) => count > 0);
    return `${sign}${parts
      .slice(first)
      .map((part) => part.join(''))
      .join(' ')}`;
  }
  if (seconds >= 1 || seconds === 0) return `${sign}${significant(seconds, 4)}s`;
  const [scaled, prefix] = scale(seconds, SMALL, 1000);
  return `${sign}${significant(scaled, 4)}${prefix}s`;
}

function binary(value: number): string {
  if (Math.abs(value) <= 1) return significant(value, 4);
  let scaled = value;
  let prefix = '';
  for (const next of LARGE) {
    if (Math.abs(scaled) < 1024) break;
    prefix = next;
    scaled /= 1024;
  }
  return `${significant(scaled, 4)}${prefix}`;
}

const LARGE = ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'] as const;
const SMALL = ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y'] as const;

function scale(
  value: number,
  prefixes: readonly string[],
  factor: number,
): readonly [number, string] {
  let scaled = value;
  let prefix = '';
  for (const next of prefixes) {
    if (scaled >= 1) break;
    prefix = next;
    scaled *= factor;
  }
  return [scaled, prefix];
}

/** As %.4g of C and Go: significant digits without zeros at the end. */
function significant(value: number, digits: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return '0';
  const [mantissa = '', exponent = '0'] = value.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (power < -4 || power >= digits) {
    const sign = power < 0 ? '-' : '+';
    return `${withoutZeros(mantissa)}e${sign}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  return withoutZeros(value.toFixed(digits - 1 - power));
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
