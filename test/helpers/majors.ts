import { MAJORS as ALL, type Major } from '../../src/demo/embedded/majors.ts';

export type { Major };

/** Versions to test on; PGVITALS_TEST_MAJORS=15,18 leaves the others out while one works on something. */
export const MAJORS: readonly Major[] = chosenMajors(process.env.PGVITALS_TEST_MAJORS);

function chosenMajors(wanted: string | undefined): readonly Major[] {
  if (wanted === undefined || wanted === '') return ALL;
  return wanted.split(',').map((text) => {
    const major = ALL.find((one) => String(one) === text.trim());
    if (major !== undefined) return major;
    throw new Error(
      `PGVITALS_TEST_MAJORS has "${text}"; expected some of ${ALL.join(', ')}, with commas.`,
    );
  });
}
