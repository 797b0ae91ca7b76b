/** Id of a panel in its dashboard: the same as long as its title is, whatever stands before it. */
export function panelId(title: string): number {
  let hash = OFFSET;
  for (const character of title) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), PRIME) >>> 0;
  }
  return (hash % IDS) + 1;
}

// Those of the hash FNV-1a.
const OFFSET = 2_166_136_261;
const PRIME = 16_777_619;
/** Few enough to be read aloud. */
const IDS = 99_999;
