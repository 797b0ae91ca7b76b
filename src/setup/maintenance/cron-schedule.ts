/** Whether a schedule of five fields, as in cron, is readable. */
export function isSchedule(schedule: string): boolean {
  return parse(schedule) !== undefined;
}

/**
 * The last minute at or before `now` at which a schedule wanted something, in local time as cron
 * has it; undefined where it is not readable or wanted nothing for longer than a year.
 */
export function lastDue(schedule: string, now: Date): Date | undefined {
  const wanted = parse(schedule);
  if (wanted === undefined) return undefined;
  const moment = new Date(now);
  moment.setSeconds(0, 0);
  for (let day = 0; day <= MAX_DAYS; day++) {
    if (isDay(wanted, moment)) {
      for (;;) {
        if (wanted.hour.has(moment.getHours()) && wanted.minute.has(moment.getMinutes())) {
          return moment;
        }
        if (moment.getHours() === 0 && moment.getMinutes() === 0) break;
        moment.setMinutes(moment.getMinutes() - 1);
      }
    }
    moment.setHours(0, 0, 0, 0);
    moment.setMinutes(-1);
  }
  return undefined;
}

const MAX_DAYS = 366;

interface Schedule {
  readonly minute: ReadonlySet<number>;
  readonly hour: ReadonlySet<number>;
  readonly day: ReadonlySet<number>;
  readonly month: ReadonlySet<number>;
  readonly weekday: ReadonlySet<number>;
  /** With both given, cron runs on either. */
  readonly eitherDay: boolean;
}

function parse(schedule: string): Schedule | undefined {
  const fields = schedule.trim().split(/\s+/);
  const [minute, hour, day, month, weekday] = RANGES.map(([from, to], index) =>
    numbers(fields[index] ?? '', from, to),
  );
  if (fields.length !== RANGES.length || !minute || !hour || !day || !month || !weekday) {
    return undefined;
  }
  if (weekday.has(SUNDAY_TOO)) weekday.add(0);
  const eitherDay = !fields[2]?.startsWith('*') && !fields[4]?.startsWith('*');
  return { minute, hour, day, month, weekday, eitherDay };
}

const RANGES: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];
const SUNDAY_TOO = 7;

function numbers(field: string, least: number, most: number): Set<number> | undefined {
  const all = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:\*|(?<from>\d+)(?:-(?<to>\d+))?)(?:\/(?<step>\d+))?$/.exec(part);
    if (match === null) return undefined;
    const { from, step = '1', to } = match.groups ?? {};
    const first = from === undefined ? least : Number(from);
    const last = from === undefined ? most : Number(to ?? (match.groups?.step ? most : from));
    if (first < least || last > most || first > last || step === '0') return undefined;
    for (let value = first; value <= last; value += Number(step)) all.add(value);
  }
  return all;
}

function isDay({ day, eitherDay, month, weekday }: Schedule, moment: Date): boolean {
  if (!month.has(moment.getMonth() + 1)) return false;
  const [byDay, byWeekday] = [day.has(moment.getDate()), weekday.has(moment.getDay())];
  return eitherDay ? byDay || byWeekday : byDay && byWeekday;
}
