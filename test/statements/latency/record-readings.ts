import type { RunningMoments } from '../../../src/statements/interval-moments.ts';
import type { Connection } from '../../../src/target/connection.ts';

/**
 * Sleeps for each of these milliseconds in a database of its own, and reads pg_stat_statements after
 * each: the truth is what the server counted for the call, not what it was asked to sleep.
 */
export async function recordReadings(
  session: Connection,
  milliseconds: readonly number[],
): Promise<readonly RunningMoments[]> {
  await session.script(`CREATE EXTENSION pg_stat_statements; ${RECORD_CALLS}`);
  await session.query(`SELECT FROM record_calls(0, ARRAY[0.001])`);
  const { rows } = await session.query(
    `SELECT queryid FROM pg_stat_statements
     WHERE query ~ '^SELECT pg_sleep\\(seconds\\)$'
       AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  const seconds = `{${milliseconds.map((ms) => ms / 1000).join(',')}}`;
  const calls = await session.query('SELECT * FROM record_calls($1, $2)', {
    values: [rows[0]?.[0] ?? null, seconds],
  });
  return calls.rows.map((row) => {
    const [count = 0, total = 0, mean = 0, stddev = 0, min = 0, max = 0] = row.map(Number);
    return { calls: count, total, mean, stddev, min, max };
  });
}

const RECORD_CALLS = `
CREATE FUNCTION record_calls(id bigint, durations float8[])
RETURNS TABLE (n bigint, total float8, mean float8, stddev float8, low float8, high float8)
LANGUAGE plpgsql AS $$
DECLARE seconds float8;
BEGIN
  FOREACH seconds IN ARRAY durations LOOP
    PERFORM pg_sleep(seconds);
    RETURN QUERY
      SELECT calls, total_exec_time, mean_exec_time, stddev_exec_time, min_exec_time, max_exec_time
      FROM pg_stat_statements(false)
      WHERE queryid = id
        AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database());
  END LOOP;
END $$`;
