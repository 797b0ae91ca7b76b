import { parseVersionRange, type VersionRange } from '../version-range.ts';

/** From server_version_num `min` on and below `max`; 0 is no bound. */
export function rangeBetween(min: number, max: number): VersionRange | undefined {
  const bounds = [
    ...(min > 0 ? [`>=${versionText(min)}`] : []),
    ...(max > 0 ? [`<${versionText(max)}`] : []),
  ];
  return bounds.length === 0 ? undefined : parseVersionRange(bounds.join(' '));
}

/** 130004 is 13.4, and 90600, which is often written 090600, is 9.6. */
function versionText(number: number): string {
  if (number >= 100_000) {
    const minor = number % 10_000;
    return `${Math.floor(number / 10_000)}${minor === 0 ? '' : `.${minor}`}`;
  }
  return `${Math.floor(number / 10_000)}.${Math.floor((number % 10_000) / 100)}`;
}
