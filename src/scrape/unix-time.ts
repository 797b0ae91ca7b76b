/** Unix seconds of a timestamp as PostgreSQL writes it; undefined for other text. */
export type UnixTimeReader = (text: string) => string | undefined;

/**
 * A reader for one column. "2026-11-20 23:11:33.125+00", or without zone, which is UTC in our
 * sessions, keeps the microseconds that a Date would lose. The day is worked out once for all the
 * rows that share it: with 20,000 tables this is a fifth of the time of a scrape otherwise.
 */
export function unixTimeReader(): UnixTimeReader {
  let day = '';
  let daySeconds = Number.NaN;
  return (text) => {
    if (!isPlain(text)) return anyTimestamp(text);
    const thisDay = text.slice(0, DAY_LENGTH);
    if (thisDay !== day) {
      day = thisDay;
      daySeconds = Date.parse(`${day}T00:00:00Z`) / 1000;
    }
    // Before 1970 a fraction would have to be taken off, and a day that is none is NaN.
    if (!(daySeconds >= 0)) return anyTimestamp(text);
    const seconds =
      daySeconds + twoDigits(text, 11) * 3600 + twoDigits(text, 14) * 60 + twoDigits(text, 17);
    const zone = text.indexOf('+', SECONDS_END);
    return seconds + text.slice(SECONDS_END, zone < 0 ? undefined : zone);
  };
}

const DAY_LENGTH = 10;
const SECONDS_END = 19;

/** A year of four digits and no zone but UTC. */
function isPlain(text: string): boolean {
  return (
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(DAY_LENGTH) === SPACE &&
    text.charCodeAt(16) === COLON &&
    (text.endsWith('+00') || /^.{19}(\.\d+)?$/.test(text))
  );
}

const DASH = 0x2d;
const SPACE = 0x20;
const COLON = 0x3a;
const ZERO = 0x30;

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}

function anyTimestamp(text: string): string | undefined {
  if (text === 'infinity') return '+Inf';
  if (text === '-infinity') return '-Inf';
  const milliseconds = Date.parse(`${text.replace(' ', 'T').replace(/[+-]\d\d(:\d\d)?$/, '')}Z`);
  return Number.isNaN(milliseconds) ? undefined : String(milliseconds / 1000);
}
