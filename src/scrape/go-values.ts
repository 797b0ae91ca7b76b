/** The text of a label as Go's PostgreSQL driver and its %v verb would have it. */
export function goLabel(typeOid: number): (text: string) => string {
  if (typeOid === 16) return (text) => (text === 't' ? 'true' : 'false');
  if (typeOid === 700 || typeOid === 701) return goFloatText;
  return isGoTime(typeOid) ? (text) => goUnixSeconds(text) ?? text : (text) => text;
}

/** date 1082, timestamp 1114, timestamptz 1184 */
export function isGoTime(typeOid: number): boolean {
  return typeOid === 1082 || typeOid === 1114 || typeOid === 1184;
}

/** A date or timestamp in UTC as whole Unix seconds; undefined when it is out of range. */
export function goUnixSeconds(text: string): string | undefined {
  if (text.endsWith('infinity')) return text.startsWith('-') ? '-Inf' : '+Inf';
  const [date = '', time = '00:00:00'] = text.replace(/[+-]\d\d(:\d\d)?$/, zoneOnly).split(' ');
  const milliseconds = Date.parse(`${date}T${time}Z`);
  return Number.isNaN(milliseconds) ? undefined : String(Math.floor(milliseconds / 1000));
}

/** The end of a date looks like a zone. */
function zoneOnly(found: string, _minutes: string | undefined, at: number): string {
  return at > 'YYYY-MM'.length ? '' : found;
}

/** Text that strconv.ParseFloat takes, as Prometheus writes it. */
export function goNumber(text: string): string | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return text;
  if (/^nan$/i.test(text)) return 'NaN';
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? '-Inf' : '+Inf';
  return undefined;
}

/** The shortest digits, with an exponent from a million on and below a ten-thousandth: 1e+06. */
function goFloatText(text: string): string {
  const special = goNumber(text);
  if (special === 'NaN' || special?.endsWith('Inf')) return special;
  const value = Number(text);
  if (Number.isNaN(value)) return text;
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e6)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
