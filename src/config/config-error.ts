/** A configuration that cannot be used, where there is no line to point at. */
export class ConfigError extends Error {
  readonly code = 'INVALID_CONFIG';
  override readonly name = 'ConfigError';
}
