/**
 * What setting up did to a server, so that it can be taken back: no more and no less. It is kept in
 * the comment on the role, which belongs to the whole server, is written in the same transaction as
 * what it speaks of, and survives restarts, dumps and upgrades.
 */
export interface SetupRecord {
  /** Whether the role was made; otherwise it was there before. */
  readonly role: boolean;
  /** The comment that the role had before. */
  readonly comment: string | null;
  /** The connection limit that the role had before, where it was changed. */
  readonly limit?: number;
  readonly granted: readonly string[];
  readonly connect: readonly string[];
  readonly extensions: readonly string[];
  readonly schemas: readonly string[];
  /** The maintenance role, where it was made. */
  readonly maintenance?: string;
  /** Settings made by ALTER SYSTEM: the entry before, null for none, and after. */
  readonly settings: Readonly<Record<string, SettingChange>>;
}

export interface SettingChange {
  readonly before: string | null;
  readonly after: string;
}

export function emptyRecord(comment: string | null): SetupRecord {
  return {
    role: false,
    comment,
    granted: [],
    connect: [],
    extensions: [],
    schemas: [],
    settings: {},
  };
}

const WORDS = 'Monitoring role of pgvitals; "pgvitals setup down" takes back what setup did: ';

export function recordText(record: SetupRecord): string {
  return WORDS + JSON.stringify(record);
}

/** The record in a comment, if it is one. */
export function parseRecord(comment: string | null): SetupRecord | undefined {
  if (comment?.startsWith(WORDS) !== true) return undefined;
  try {
    return { ...emptyRecord(null), ...(JSON.parse(comment.slice(WORDS.length)) as SetupRecord) };
  } catch {
    return undefined;
  }
}
