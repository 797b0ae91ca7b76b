/** Draws one duration; the usual ones are about 1. */
export type Distribution = (random: () => number) => number;

/** With one hump: the moments should be enough. */
export const UNIMODAL = {
  'near-constant': (random) => 1 + 0.02 * normal(random),
  'lognormal, sigma 0.5': lognormal(0.5),
  'lognormal, sigma 1': lognormal(1),
  'gamma, shape 4': gamma(4),
  'gamma, shape 2': gamma(2),
  exponential: gamma(1),
  'exponential after a fixed time': (random) => 0.5 + gamma(1)(random) / 2,
} satisfies Readonly<Record<string, Distribution>>;

/** Wider than queries of one kind usually are. */
export const WIDE = {
  'gamma, shape 0.5': gamma(0.5),
  'lognormal, sigma 1.5': lognormal(1.5),
} satisfies Readonly<Record<string, Distribution>>;

/** Moments do not tell these from others: here the estimate is bad. */
export const MIXED = {
  'two humps: 90 % at 1, 10 % at 20': mixture(0.1, 20),
  'two humps: 50 % at 1, 50 % at 20': mixture(0.5, 20),
  'outliers: 2 % at 100': mixture(0.02, 100),
  'outliers: 0.5 % at 500': mixture(0.005, 500),
  'a fixed time, and lognormal, sigma 2': (random) => 0.5 + lognormal(2)(random),
} satisfies Readonly<Record<string, Distribution>>;

function lognormal(sigma: number): Distribution {
  return (random) => Math.exp(sigma * normal(random));
}

function mixture(share: number, times: number): Distribution {
  const hump = lognormal(0.3);
  return (random) => (random() < share ? times * hump(random) : hump(random));
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A chi-squared distribution with twice as many degrees of freedom: half a sum of squares. */
function gamma(shape: number): Distribution {
  return (random) => {
    let sum = 0;
    for (let degree = 0; degree < 2 * shape; degree++) sum += normal(random) ** 2;
    return sum / (2 * shape);
  };
}
