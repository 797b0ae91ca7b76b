/** "45s", "12m", "3h 5m", "2d 4h": two parts at most, as a person would say it. */
export function ageText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return withRest(`${hours}h`, minutes % 60, 'm');
  return withRest(`${Math.floor(hours / 24)}d`, hours % 24, 'h');
}

function withRest(text: string, rest: number, unit: string): string {
  return rest === 0 ? text : `${text} ${rest}${unit}`;
}

/** 2026-03-01 14:05 UTC */
export function minuteText(time: Date | string): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
