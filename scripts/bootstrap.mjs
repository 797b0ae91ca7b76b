// Installs and builds what is missing, so that a fresh clone needs one command.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 20) fail(`pgvitals needs Node.js 20 or newer, this is ${process.version}.`);

const installed = join(root, 'node_modules', '.package-lock.json');
if (isOlder(installed, join(root, 'package-lock.json'))) {
  console.error('Installing dependencies, which takes some seconds ...');
  // Not "npm ci": it refuses a lock file made where a registry lacks builds for other platforms.
  run('npm', ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error']);
}
const built = join(root, 'dist', 'cli', 'bin.js');
if (isOlder(built, ...filesIn(join(root, 'src')), installed)) {
  console.error('Building ...');
  run(process.execPath, [
    join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    'tsconfig.build.json',
  ]);
}

function run(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (error) fail(`${program} cannot be run: ${error.message}`);
  if (status !== 0) fail(`${program} ${args[0]} failed; what it said is above.`);
}

function isOlder(file, ...sources) {
  if (!existsSync(file)) return true;
  const time = statSync(file).mtimeMs;
  return sources.some((source) => statSync(source).mtimeMs > time);
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
