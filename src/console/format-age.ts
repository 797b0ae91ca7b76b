import { formatSeconds } from './format-seconds.ts';

/** How long ago a Unix time was: 5 min, 3 h, 12 d; "never" where there is none. */
export function formatAge(time: number | null, now: number): string {
  if (time === null || time <= 0) return 'never';
  const age = Math.max(0, now - time);
  if (age < 60) return `${Math.floor(age)} s`;
  // One unit is enough for what happened once.
  return formatSeconds(age).split(' ').slice(0, 2).join(' ');
}
