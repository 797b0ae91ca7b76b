/** What cannot be said from two looks a few seconds apart. */
export class NeedsHistory extends Error {
  readonly code = 'NEEDS_HISTORY';
  override readonly name = 'NeedsHistory';
}
