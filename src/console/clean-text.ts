/**
 * A text of the server on one line of a terminal: what would move its cursor or change its colours
 * is gone, however it came into a statement or an application's name.
 */
export function cleanText(text: string): string {
  return text.replace(JOINERS, '').replace(UNPRINTABLE, ' ').replace(/ {2,}/g, ' ').trim();
}

/** White space, C0 and C1 control characters, and marks that turn the direction of writing. */
const UNPRINTABLE = /[\s\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069]+/gu;

/** What makes one emoji of several, or of another width: terminals disagree about all of it. */
const JOINERS = /[\u200d\ufe00-\ufe0f\u{1f3fb}-\u{1f3ff}\u{e0000}-\u{e007f}]/gu;
