/** One session or process of the server. */
export interface SessionRow {
  readonly pid: number;
  readonly leader: number | null;
  readonly database: string;
  readonly user: string;
  readonly application: string;
  readonly client: string;
  readonly kind: string;
  readonly state: string;
  readonly waitType: string;
  readonly wait: string;
  readonly transactionSeconds: number | null;
  readonly querySeconds: number | null;
  readonly stateSeconds: number | null;
  /** Who keeps it waiting; 0 is a prepared transaction. */
  readonly blockedBy: readonly number[];
  readonly text: string;
}

/** Out of a row of the console query console_sessions. */
export function sessionRow(row: Readonly<Record<string, string | null>>): SessionRow {
  const seconds = (name: string) => {
    const text = row[name] ?? null;
    return text === null ? null : Math.max(0, Number(text));
  };
  const leader = row.leader_pid ?? null;
  return {
    pid: Number(row.pid),
    leader: leader === null || leader === row.pid ? null : Number(leader),
    database: row.datname ?? '',
    user: row.user ?? '',
    application: row.application ?? '',
    client: row.client ?? '',
    kind: row.backend_type ?? '',
    state: row.state ?? '',
    waitType: row.wait_event_type ?? '',
    wait: row.wait_event ?? '',
    transactionSeconds: seconds('transaction_seconds'),
    querySeconds: seconds('query_seconds'),
    stateSeconds: seconds('state_seconds'),
    blockedBy: (row.blocked_by ?? '').split(',').filter(Boolean).map(Number),
    text: row.query ?? '',
  };
}

/** Whether a client is at the other end. */
export function isClient({ kind }: SessionRow): boolean {
  return kind === 'client backend';
}
