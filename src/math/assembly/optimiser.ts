import { madd, sum4 } from './lanes';

// The optimiser step on a pack (math/update/adamw.ts). Segments fill whole runs of 64 floats.

const RUN: usize = 256;

/** Σ g² of each run, [runs]. */
export function squaredNorms(g: usize, runs: i32, squares: usize): void {
  for (let b = 0; b < runs; b++, g += RUN) {
    let s = f32x4.splat(0);
    for (let i: usize = 0; i < RUN; i += 16) {
      const v = v128.load(g + i);
      s = madd(v, v, s);
    }
    store<f32>(squares + (<usize>b << 2), sum4(s));
  }
}

/**
 * AdamW and the teacher that follows, from a pack p, m, v, t (each `runs` · 64 floats, one after the other) to `out`.
 * `table` has four floats for each segment: learning rate over the first bias correction, 1 - lr·decay, 1 for a
 * running statistic, and the clipping's scale.
 */
export function adamw(
  pack: usize, g: usize, runs: i32, blocks: usize, table: usize, out: usize,
  beta1: f32, beta2: f32, eps: f32, spread: f32, momentum: f32, running: f32,
): void {
  const N = <usize>runs * RUN;
  const b1 = f32x4.splat(beta1);
  const b2 = f32x4.splat(beta2);
  const one1 = f32x4.splat(1 - beta1);
  const one2 = f32x4.splat(1 - beta2);
  for (let b = 0; b < runs; b++) {
    const row = table + (<usize>load<i32>(blocks + (<usize>b << 2)) << 4);
    const rate = v128.load32_splat(row);
    const keep = v128.load32_splat(row, 4);
    const scale = v128.load32_splat(row, 12);
    const from = <usize>b * RUN;
    if (load<f32>(row, 8) != 0) {
      const mix = f32x4.splat(running);
      const stay = f32x4.splat(1 - running);
      for (let i = from; i < from + RUN; i += 16) {
        const next = madd(v128.load(g + i), mix, f32x4.mul(v128.load(pack + i), stay));
        v128.store(out + i, next);
        v128.store(out + N + i, f32x4.splat(0));
        v128.store(out + 2 * N + i, f32x4.splat(0));
        v128.store(out + 3 * N + i, next);
      }
      continue;
    }
    for (let i = from; i < from + RUN; i += 16) {
      const slope = f32x4.mul(v128.load(g + i), scale);
      const m = madd(slope, one1, f32x4.mul(v128.load(pack + N + i), b1));
      const v = madd(f32x4.mul(slope, slope), one2, f32x4.mul(v128.load(pack + 2 * N + i), b2));
      const size = f32x4.add(f32x4.mul(f32x4.sqrt(v), f32x4.splat(spread)), f32x4.splat(eps));
      const p = f32x4.sub(f32x4.mul(v128.load(pack + i), keep), f32x4.div(f32x4.mul(m, rate), size));
      const t = madd(p, f32x4.splat(1 - momentum), f32x4.mul(v128.load(pack + 3 * N + i), f32x4.splat(momentum)));
      v128.store(out + i, p);
      v128.store(out + N + i, m);
      v128.store(out + 2 * N + i, v);
      v128.store(out + 3 * N + i, t);
    }
  }
}
