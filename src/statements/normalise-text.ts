/** A statement as rules look at it. */
export interface NormalisedText {
  /** Lower case, single spaces, no comments; constants are $n as PostgreSQL has put them. */
  readonly text: string;
  /** The comments, one after the other. */
  readonly comments: string;
}

/** The statement without what makes equal ones look different. */
export function normaliseText(sql: string): NormalisedText {
  const comments: string[] = [];
  let text = '';
  for (const [piece] of sql.matchAll(PIECES)) {
    if (piece.startsWith('--') || piece.startsWith('/*')) {
      comments.push(piece);
      text += ' ';
    } else if (isLiteral(piece)) text += "'?'";
    else text += piece.startsWith('"') ? piece : piece.toLowerCase();
  }
  return { text: text.replace(/\s+/g, ' ').trim(), comments: comments.join(' ') };
}

/**
 * Comments, quoted names, texts (ordinary, with escapes, dollar-quoted; the end may have been cut
 * off), and what lies between. PostgreSQL nests comments; one level is enough to find the end.
 */
const PIECES =
  /--[^\n]*|\/\*(?:[^*/]|\*(?!\/)|\/(?!\*)|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$))*(?:\*\/|$)|"(?:[^"]|"")*(?:"|$)|[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|\$([a-zA-Z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)|\w+|[\s\S]/g;

function isLiteral(piece: string): boolean {
  return /^(?:[eE]?'|\$(?:[a-zA-Z_]\w*)?\$)/.test(piece);
}
