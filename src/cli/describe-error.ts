/** One sentence for a person: no stack trace, no "Error:". */
export function describeError(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
