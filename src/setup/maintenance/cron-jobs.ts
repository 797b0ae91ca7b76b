import { quoteText } from '../quote.ts';
import { CRON_PREFIX, type Job } from './jobs.ts';

/**
 * One SELECT for each job that pg_cron is to run from now on, and for each that is off and that it
 * still runs; for the database of pg_cron.
 */
export function cronJobs(jobs: readonly Job[]): readonly string[] {
  const wanted = jobs.filter(({ enabled }) => enabled);
  return [
    ...wanted.map(({ name, schedule }) => {
      const values = [CRON_PREFIX + name, schedule, commandOf(name)].map(quoteText);
      return `SELECT cron.schedule(${values.join(', ')});`;
    }),
    ...cronEnd(jobs.filter(({ enabled }) => !enabled)),
  ];
}

/** Ends what `cronJobs` began. */
export function cronEnd(jobs: readonly Job[]): readonly string[] {
  return jobs
    .filter(({ byCron }) => byCron)
    .map(({ name }) => `SELECT cron.unschedule(${quoteText(CRON_PREFIX + name)});`);
}

/**
 * Neither a function nor a procedure can VACUUM, but pg_cron can. By the comment its runs are known
 * in pg_stat_activity and cron.job_run_details.
 */
function commandOf(job: string): string {
  const command =
    job === 'weekly_vacuum'
      ? 'VACUUM (ANALYZE, SKIP_LOCKED)'
      : `CALL monitoring.run_maintenance_job(${quoteText(job)})`;
  return `/* pgvitals: ${job} */ ${command}`;
}
