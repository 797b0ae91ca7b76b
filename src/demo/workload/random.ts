/** A source of numbers in [0, 1) that is the same for the same seed. */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // The low bits of a linear congruence repeat soon: fold the high ones over them.
    const mixed = Math.imul(state ^ (state >>> 15), 0x2545_f491);
    return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32;
  };
}

/** An id from 1 to `count`, all alike. */
export function uniformId(random: Random, count: number): number {
  return 1 + Math.floor(count * random());
}

/** An id from 1 to `count`; low ids are far more frequent: of 5,000, the first 50 take a fifth. */
export function skewedId(random: Random, count: number): number {
  return 1 + Math.floor(count * random() ** 3);
}

/** One of `choices`, each as probable as its weight. */
export function pickWeighted<T extends { readonly weight: number }>(
  random: Random,
  choices: readonly T[],
): T | undefined {
  let rest = random() * choices.reduce((sum, { weight }) => sum + weight, 0);
  return choices.find(({ weight }) => {
    rest -= weight;
    return rest < 0;
  });
}
