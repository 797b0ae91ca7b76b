import { spawn } from 'node:child_process';
import { once } from 'node:events';

const DONE = 'the query has ended';

/** One session of psql that throws the rows away; its connection is open already, as an exporter's. */
export async function startPsql(url) {
  const child = spawn('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.stdout.setEncoding('utf8');
  const ended = once(child, 'exit').then(() => [undefined]);
  const ask = async (command) => {
    child.stdin.write(`${command}\n\\echo ${DONE}\n`);
    for (let text = ''; !text.includes(DONE); ) {
      const [more] = await Promise.race([once(child.stdout, 'data'), ended]);
      if (typeof more !== 'string') throw new Error('psql ended; what it said is above.');
      text += more;
    }
  };
  await ask('\\o /dev/null');
  return {
    /** Milliseconds from sending the query to having all its rows written to /dev/null. */
    async time(sql) {
      const started = performance.now();
      await ask(`${sql.trim().replace(/;$/, '')};`);
      return performance.now() - started;
    },
    async stop() {
      process.off('exit', kill);
      if (child.exitCode !== null) return;
      child.stdin.end();
      await ended;
    },
  };
}
