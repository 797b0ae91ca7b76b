/** Prometheus could not be asked, or gave no answer that makes sense. */
export class PrometheusError extends Error {
  readonly code = 'PROMETHEUS';
  override readonly name = 'PrometheusError';
}
