/**
 * A seeded generator (xoshiro128**, Blackman & Vigna 2018, seeded by splitmix32). `fork(name)` gives a stream that
 * depends on the seed and the name alone. Drawing more from one stream ("views") so never disturbs another ("init"),
 * and two lanes with one seed see the same batches and views.
 */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Whole number in [0, n). */
  below(n: number): number;
  /** Standard normal (Box-Muller). */
  normal(): number;
  /** 0..n-1 in random order. */
  permutation(n: number): Int32Array;
  fork(name: string): Random;
}

export function random(seed: number): Random {
  return generator(seed >>> 0);
}

function generator(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  let a = next();
  let b = next();
  let c = next();
  let d = next();
  const bits = () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return result;
  };
  let spare: number | undefined;
  const self: Random = {
    uniform: () => bits() / 4294967296,
    below: (n) => Math.floor((bits() / 4294967296) * n),
    normal: () => {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - self.uniform()));
      const angle = 2 * Math.PI * self.uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    permutation: (n) => {
      const order = Int32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = self.below(i + 1);
        const held = order[i];
        order[i] = order[j];
        order[j] = held;
      }
      return order;
    },
    fork: (name) => generator(hash(name, seed)),
  };
  return self;
}

const rotate = (x: number, k: number) => (x << k) | (x >>> (32 - k));

/** FNV-1a of the name, started from the seed. */
function hash(name: string, seed: number): number {
  let h = (0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)) >>> 0;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return h;
}
