/** What is wrong with the benchmarks that were given, or with what is remembered of them. */
export class BenchmarkError extends Error {
  readonly code = 'BENCHMARK';
  override readonly name = 'BenchmarkError';
}
