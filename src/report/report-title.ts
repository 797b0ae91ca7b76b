import type { Report } from './report.ts';

/** What a report calls itself: the server, and from when to when. */
export function reportTitle({ from, server, to }: Report): {
  readonly title: string;
  readonly span: string;
} {
  const moment = (iso: string) => iso.slice(0, 16).replace('T', ' ');
  return { title: `Report on ${server}`, span: `From ${moment(from)} to ${moment(to)} UTC` };
}
