import { createHmac, randomBytes } from 'node:crypto';
import { type BcryptCompare, compareInThread } from './compare-in-thread.ts';

/** `true` and `false` at once when known; a promise when bcrypt has to be computed. */
export type PasswordCheck = (attempt: Attempt) => boolean | Promise<boolean>;

export interface Attempt {
  readonly user: string;
  readonly password: string;
  /** User name -> bcrypt hash. */
  readonly users: ReadonlyMap<string, string>;
}

export interface PasswordCheckOptions {
  /** Right passwords that are remembered; the oldest is dropped. */
  readonly maxCached?: number;
  /** Comparisons that may wait; more are refused with TooManyAttemptsError. */
  readonly maxPending?: number;
  /** Called one at a time; default: bcryptjs on a thread of its own. */
  readonly bcryptCompare?: BcryptCompare;
}

/** Refused unseen, because too many passwords are waiting to be compared. */
export class TooManyAttemptsError extends Error {
  override readonly name = 'TooManyAttemptsError';
  readonly code = 'TOO_MANY_ATTEMPTS';
}

/** Pays bcrypt once per right password; the cost of a wrong one does not tell who exists. */
export function createPasswordCheck(options: PasswordCheckOptions = {}): PasswordCheck {
  const { maxCached = 100, maxPending = 50, bcryptCompare = compareInThread() } = options;
  const secret = randomBytes(32);
  const right = new Set<string>();
  const pending = new Map<string, Promise<boolean>>();
  let tail: Promise<unknown> = Promise.resolve();

  const compareInTurn = (password: string, hash: string) => {
    const result = tail.then(() => bcryptCompare(password, hash));
    tail = result.catch(() => undefined);
    return result;
  };

  return ({ user, password, users }) => {
    const stored = users.get(user);
    const hash = stored ?? dummyHash(users);
    const key = cacheKey(secret, [user, password, hash]);
    if (right.has(key)) return true;
    const same = pending.get(key);
    if (same !== undefined) return same;
    if (pending.size >= maxPending) {
      return Promise.reject(
        new TooManyAttemptsError(`${pending.size} passwords are already waiting`),
      );
    }

    const result = compareInTurn(password, hash)
      .then((equal) => {
        const allowed = equal && stored !== undefined;
        if (allowed) remember(right, key, maxCached);
        return allowed;
      })
      .finally(() => pending.delete(key));
    pending.set(key, result);
    return result;
  };
}

/** Costs as much as the dearest real hash, and no password is known to fit it. */
function dummyHash(users: ReadonlyMap<string, string>): string {
  const costs = [...users.values()].map((hash) => hash.slice(4, 6));
  return `$2b$${costs.sort().at(-1) ?? '10'}$${'u'.repeat(53)}`;
}

/** Keyed, so that memory holds nothing that a password could be guessed from. */
function cacheKey(secret: Buffer, parts: readonly string[]): string {
  return createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64');
}

function remember(cache: Set<string>, key: string, max: number): void {
  cache.add(key);
  for (const oldest of cache) {
    if (cache.size <= max) return;
    cache.delete(oldest);
  }
}
