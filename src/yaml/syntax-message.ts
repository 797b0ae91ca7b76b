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
    default:
      return message;
  }
}

function wordAt(text: string, offset: number): string {
  return /^["']?([^"':\n]*)/.exec(text.slice(offset))?.[1]?.trim() ?? '';
}
