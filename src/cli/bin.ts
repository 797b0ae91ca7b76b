#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { main } from './main.ts';

// Collect garbage sooner: left alone, V8 lets 20 MB in use grow to a process of 170 MB.
setFlagsFromString('--heap-growing-percent=30');

// Whoever reads the output may have had enough of it, as head has: no failure, and no stack trace.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => {
    process.exit(code === 'EPIPE' || code === 'EIO' ? (process.exitCode ?? 0) : 1);
  });
}

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
});

// What is still under way then was given up: a server that does not answer must not keep a shell waiting.
setTimeout(() => process.exit(), 200).unref();
