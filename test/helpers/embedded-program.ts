import { startEmbeddedServer } from '../../src/demo/embedded/start-embedded-server.ts';

// A program with a server of its own, for tests that kill the program: it prints where the
// server is, and ends without stopping it when something comes in.
const [native = '', parentDir = ''] = process.argv.slice(2);
const server = await startEmbeddedServer({
  binaries: { native, version: '18' },
  parentDir,
  settings: { fsync: false },
});
process.stdout.write(`${JSON.stringify({ pid: server.pid, folder: server.folder })}\n`);
process.stdin.once('data', () => process.exit(3));
