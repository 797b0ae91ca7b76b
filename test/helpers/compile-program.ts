import { join } from 'node:path';
import { build } from 'vite';

/** Bundles a TypeScript program into one file that plain Node runs; returns its path. */
export async function compileProgram(entry: string, outDir: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: entry,
      outDir,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'program.mjs' } },
    },
  });
  return join(outDir, 'program.mjs');
}
