import { runDemo } from '../../dist/demo/run-demo.js';

/** The server of `pgvitals demo` with its workload, which runs in this process. */
export function demoServer(log) {
  return runDemo({
    parentDir: undefined,
    onProgress: log,
    onWorkload: () => undefined,
    signal: new AbortController().signal,
  });
}
