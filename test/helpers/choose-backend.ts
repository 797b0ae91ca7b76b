import type { Backend } from './backend.ts';

export const BACKEND_NAMES = ['embedded', 'docker'] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];

/**
 * What PGVITALS_TEST_BACKEND says, else docker when a container engine really answers,
 * else embedded. The global setup decides once and tells the workers by the same variable.
 */
export async function chooseBackend(
  wanted: string | undefined = process.env.PGVITALS_TEST_BACKEND,
): Promise<BackendName> {
  if (wanted === undefined || wanted === '') return (await engineAnswers()) ? 'docker' : 'embedded';
  const name = BACKEND_NAMES.find((candidate) => candidate === wanted);
  if (name !== undefined) return name;
  throw new Error(
    `Expected PGVITALS_TEST_BACKEND to be ${BACKEND_NAMES.join(' or ')}, got "${wanted}".`,
  );
}

/** Loads the backend of that name; testcontainers is loaded only when it is used. */
export async function loadBackend(name: BackendName): Promise<Backend> {
  if (name === 'docker') return (await import('./docker-backend.ts')).dockerBackend;
  return (await import('./embedded-backend.ts')).embeddedBackend;
}

async function engineAnswers(): Promise<boolean> {
  try {
    const { getContainerRuntimeClient } = await import('testcontainers');
    const client = await getContainerRuntimeClient();
    await client.container.dockerode.ping();
    return true;
  } catch {
    return false;
  }
}
