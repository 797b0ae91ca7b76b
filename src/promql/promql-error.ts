/** A text that is not PromQL, or more of it than is understood here. */
export class PromqlError extends Error {
  readonly code = 'PROMQL';
  override readonly name = 'PromqlError';

  constructor(message: string, text: string, position: number) {
    const before = text.slice(Math.max(0, position - 30), position);
    const after = text.slice(position, position + 30);
    super(`${message}, at ${JSON.stringify(`${before}»${after}`)}`);
  }
}
