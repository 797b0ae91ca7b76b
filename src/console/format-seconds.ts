/** 0.12 ms, 34 ms, 1.2 s, 3 min 20 s, 2 h 5 min, 4 d 2 h. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '';
  if (seconds < 0) return `-${formatSeconds(-seconds)}`;
  if (seconds < 0.9995) return milliseconds(seconds * 1000);
  if (seconds < 99.95) return `${seconds.toFixed(seconds < 9.995 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return two(whole, 60, 'min', 1, 's');
  if (whole < 86_400) return two(whole, 3600, 'h', 60, 'min');
  return two(whole, 86_400, 'd', 3600, 'h');
}

function milliseconds(value: number): string {
  if (value === 0) return '0 ms';
  if (value < 0.01) return '<0.01 ms';
  return `${value.toFixed(value < 1 ? 2 : value < 99.95 ? 1 : 0)} ms`;
}

function two(whole: number, large: number, one: string, small: number, other: string): string {
  const rest = Math.floor((whole % large) / small);
  const first = `${Math.floor(whole / large)} ${one}`;
  return rest === 0 ? first : `${first} ${rest} ${other}`;
}
