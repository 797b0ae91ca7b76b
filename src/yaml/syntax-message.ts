import type { YAMLError } from 'yaml';

/** What is wrong with the YAML itself, for somebody who does not know its grammar by heart. */
export function syntaxMessage({ code, message, pos }: YAMLError, text: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return `"${wordAt(text, pos[0])}" stands twice in one map`;
    case 'MULTIPLE_DOCS':
      return 'a second document begins here; expected one file with one document';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return `${message}; a text with ": " in it needs quotes`;
    case 'BAD_SCALAR_START':
      return 'a text that starts with this character needs quotes';
    case 'TAB_AS_INDENT':
      return 'a tab is used for indentation; use spaces';
    case 'NON_STRING_KEY':
      return 'expected a text as key, found a list, a map or an alias';
    default:
      return FIXED_TEXTS.has(code) ? message : `not valid YAML (${code}); ${ADVICE}`;
  }
}

/** Only these are repeated: other texts of the parser quote the file, which may hold a password. */
const FIXED_TEXTS: ReadonlySet<YAMLError['code']> = new Set([
  'BAD_INDENT',
  'BLOCK_IN_FLOW',
  'KEY_OVER_1024_CHARS',
  'MISSING_CHAR',
  'MULTILINE_IMPLICIT_KEY',
  'MULTIPLE_ANCHORS',
  'MULTIPLE_TAGS',
]);

const ADVICE = 'check indentation and colons, and put a text with special characters in quotes';

function wordAt(text: string, offset: number): string {
  return /^["']?([^"':\n]*)/.exec(text.slice(offset))?.[1]?.trim() ?? '';
}
