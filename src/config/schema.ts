import { z } from 'zod';
import { benchmarkSchema } from '../benchmark/benchmark-schema.ts';
import { DIALECTS } from '../catalog/dialects/dialect.ts';
import { durationSchema } from '../catalog/duration.ts';
import { TEXT_MODES } from '../statements/mask-text.ts';
import { STATEMENT_SOURCES } from '../statements/statement-source.ts';
import { connectionSchema } from '../target/options.ts';
import { TARGET_KINDS } from '../target/target-kind.ts';
import { thresholdChoiceSchema } from '../thresholds/choice-schema.ts';

const globs = z.array(z.string().min(1));

const catalogFile = z.strictObject({
  path: z.string().min(1),
  /** Found out for each file when absent. */
  dialect: z.enum(DIALECTS).optional(),
  prefix: z.string().optional(),
  server_label: z.boolean().optional(),
  databases: z.enum(['main', 'all']).optional(),
});

const catalogSchema = z.strictObject({
  /** The catalog that comes with pgvitals; on by default. */
  shipped: z.boolean().default(true),
  /** Further files and folders; a later query replaces an earlier one of the same name. */
  files: z.array(z.union([z.string().min(1), catalogFile])).default([]),
  disable: z.array(z.string().min(1)).default([]),
});

const labels = z.record(
  z
    .string()
    .regex(
      /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/,
      'expected a label name: letters, digits and _, no __ at the start',
    ),
  z.string(),
);

const targetSchema = connectionSchema.extend({
  labels: labels.default({}),
  databases: z
    .strictObject({ include: globs.default(['*']), exclude: globs.default([]) })
    .prefault({}),
  /** Tables that have series of their own, by patterns as those of core_tables. */
  tables: z
    .strictObject({ include: globs.default(['*']), exclude: globs.default([]) })
    .prefault({}),
  disable: z.array(z.string().min(1)).default([]),
  /** Tables that matter most, as schema.table or table; * stands for any characters. */
  core_tables: globs.default([]),
  connections: z.int().min(1).max(100).optional(),
  /** What queries of pg_exporter's files may require or refuse. */
  tags: z.array(z.string().min(1)).default([]),
  kind: z.enum(TARGET_KINDS).default('postgresql'),
  /** Where its limits differ from those of all others. */
  thresholds: thresholdChoiceSchema.prefault({}),
});

const regularExpression = z
  .string()
  .min(1)
  .refine(isRegularExpression, 'is not a regular expression');

const classRule = z
  .strictObject({
    class: z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected small letters, digits and _'),
    text: regularExpression.optional(),
    not: regularExpression.optional(),
    comment: regularExpression.optional(),
    user: globs.min(1).optional(),
    database: globs.min(1).optional(),
  })
  .refine(
    (rule) => Object.keys(rule).length > 1,
    'has no condition; expected some of text, not, comment, user, database',
  );

const statementsSchema = z.strictObject({
  /** The extension that counts statements. */
  source: z.enum(STATEMENT_SOURCES).default('auto'),
  /** Asked before the shipped ones, in this order. */
  rules: z.array(classRule).default([]),
  shipped_rules: z.boolean().default(true),
  /** What a call may take, by class. */
  targets: z.record(z.string(), durationSchema).default({}),
  default_class: z.string().default('other'),
  /** Statements that are shown one by one. */
  top: z.int().min(1).max(1000).default(50),
  text: z.enum(TEXT_MODES).default('shortened'),
  text_length: z.int().min(20).max(2000).default(120),
});

function isRegularExpression(text: string): boolean {
  try {
    return new RegExp(text, 'i') instanceof RegExp;
  } catch {
    return false;
  }
}

/** pgvitals.yaml. */
export const configSchema = z.strictObject({
  targets: z.record(z.string().min(1), targetSchema).default({}),
  default_target: z.string().min(1).optional(),
  catalog: catalogSchema.prefault({}),
  /** Where the commands about alerts look for them. */
  alertmanager: z.strictObject({ url: z.url({ protocol: /^https?$/ }).optional() }).prefault({}),
  statements: statementsSchema.prefault({}),
  /** Where `pgvitals baseline` keeps them, and how many of each target. */
  baselines: z
    .strictObject({
      folder: z.string().min(1).optional(),
      keep: z.int().min(1).max(1000).default(10),
    })
    .prefault({}),
  /** What `pgvitals monitor benchmarks` runs. */
  benchmarks: z.array(benchmarkSchema).default([]),
  thresholds: thresholdChoiceSchema
    .extend({
      /** Where Grafana and the runbooks are found, for the links of alerts. */
      grafana: z.url({ protocol: /^https?$/ }).optional(),
      runbooks: z.url({ protocol: /^https?$/ }).optional(),
    })
    .prefault({}),
  limits: z
    .strictObject({
      scrape_timeout: durationSchema.default(10_000),
      scrape_timeout_offset: durationSchema.default(500),
      connect_timeout: durationSchema.default(3000),
      connections: z.int().min(1).max(100).default(3),
      connection_max_age: durationSchema.default(600_000),
    })
    .prefault({}),
});

export type Config = z.output<typeof configSchema>;
export type TargetConfig = z.output<typeof targetSchema>;
