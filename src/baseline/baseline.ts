import { z } from 'zod';

const number = z.number().nullable();

const database = z.object({ database: z.string(), bytes: number, hit: number, read: number });
const table = z.object({
  database: z.string(),
  schema: z.string(),
  table: z.string(),
  bytes: number,
  rows: number,
  seqScans: number,
});
const statement = z.object({
  queryid: z.string(),
  user: z.string(),
  database: z.string(),
  calls: z.number(),
  seconds: z.number(),
  text: z.string(),
});
const queryClass = z.object({ name: z.string(), meanSeconds: number, p95Seconds: number });

/** What a server was like at one time; counters as they stood, so that two tell what lies between. */
export const baselineSchema = z.object({
  format: z.literal(1),
  name: z.string(),
  target: z.string(),
  at: z.iso.datetime(),
  version: z.string(),
  role: z.string(),
  connections: number,
  maxConnections: number,
  transactionsPerSecond: number,
  deadRows: number,
  liveRows: number,
  databases: z.array(database),
  /** The largest ones. */
  tables: z.array(table),
  classes: z.array(queryClass),
  /** Those that took the most time. */
  statements: z.array(statement),
});

export type Baseline = z.output<typeof baselineSchema>;
