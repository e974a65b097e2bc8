import { describe, expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { placesOf, ringAngles } from '../../src/metrics/ring.ts';

const source = random(11);

/** Rows mostly in the plane of two given axes of R^D, with a known angle each. */
function planted(K: number, D: number, noise: number) {
  const truth = Float64Array.from({ length: K }, () => 2 * Math.PI * source.uniform() - Math.PI);
  const rows = new Float32Array(K * D);
  for (let k = 0; k < K; k++) {
    for (let d = 0; d < D; d++) rows[k * D + d] = noise * source.normal();
    rows[k * D + 3] += Math.cos(truth[k]);
    rows[k * D + 7] += Math.sin(truth[k]);
  }
  return { rows, truth };
}

const wrap = (angle: number) => Math.atan2(Math.sin(angle), Math.cos(angle));

/** Largest difference of angles once the best turn or mirror is taken out (found from the first two rows). */
function misfit(angles: Float32Array, truth: Float64Array): number {
  const errors = [1, -1].map((mirror) => {
    const turns = Array.from(angles, (angle, i) => wrap(mirror * angle - truth[i]));
    return Math.max(...turns.map((turn) => Math.abs(wrap(turn - turns[0]))));
  });
  return Math.min(...errors);
}

describe('ring angles', () => {
  test('lie in a planted plane', () => {
    const { rows, truth } = planted(300, 40, 0);
    expect(misfit(ringAngles(rows, 300, 40).angles, truth)).toBeLessThan(1e-3);
  });

  test('are those on the leading eigenvectors of the uncentred scatter', () => {
    const K = 200;
    const D = 16;
    const rows = Float32Array.from(
      { length: K * D },
      (_, i) => source.normal() * (1 + 3 / (1 + (i % D))) + 0.3,
    );
    const { basis } = ringAngles(rows, K, D);
    const scatter = new Float64Array(D * D);
    for (let k = 0; k < K; k++) {
      const row = rows.subarray(k * D, k * D + D);
      const square = row.reduce((sum, x) => sum + x * x, 0);
      for (let a = 0; a < D; a++)
        for (let b = 0; b < D; b++) scatter[a * D + b] += (row[a] * row[b]) / square;
    }
    const times = (v: Float64Array) =>
      Float64Array.from({ length: D }, (_, a) => v.reduce((sum, x, b) => sum + scatter[a * D + b] * x, 0));
    const values = [0, 1].map((v) => {
      const direction = basis.slice(v * D, v * D + D);
      const image = times(direction);
      const value = image.reduce((sum, x, d) => sum + x * direction[d], 0);
      for (let d = 0; d < D; d++)
        expect(Math.abs(image[d] - value * direction[d])).toBeLessThan(1e-4 * value);
      return value;
    });
    // No unit vector does better than the first, and none orthogonal to the first better than the second.
    for (let trial = 0; trial < 200; trial++) {
      const v = Float64Array.from({ length: D }, () => source.normal());
      const norm = Math.hypot(...v);
      const unit = v.map((x) => x / norm);
      expect(times(unit).reduce((sum, x, d) => sum + x * unit[d], 0)).toBeLessThanOrEqual(
        values[0] * (1 + 1e-9),
      );
      const first = basis.slice(0, D);
      const along = v.reduce((sum, x, d) => sum + x * first[d], 0);
      const rest = v.map((x, d) => x - along * first[d]);
      const restNorm = Math.hypot(...rest);
      const across = rest.map((x) => x / restNorm);
      expect(times(across).reduce((sum, x, d) => sum + x * across[d], 0)).toBeLessThanOrEqual(
        values[1] * (1 + 1e-6),
      );
    }
  });

  test('neither flip nor spin when prototypes move a little', () => {
    // Angles all round: the hard case, where the two leading singular values nearly tie.
    const { rows } = planted(256, 32, 0.01);
    let { angles, basis } = ringAngles(rows, 256, 32);
    for (let step = 0; step < 10; step++) {
      for (let i = 0; i < rows.length; i++) rows[i] += 0.002 * source.normal();
      const next = ringAngles(rows, 256, 32, basis);
      const moved = next.angles.map((angle, i) => Math.abs(wrap(angle - angles[i])));
      expect(Math.max(...moved)).toBeLessThan(0.1);
      ({ angles, basis } = next);
    }
  });

  test('are the same for a warm and a cold start, up to a rotation', () => {
    const { rows } = planted(128, 24, 0.2);
    const cold = ringAngles(rows, 128, 24);
    const other = planted(128, 24, 0.2).rows;
    const warm = ringAngles(rows, 128, 24, ringAngles(other, 128, 24).basis);
    expect(misfit(warm.angles, Float64Array.from(cold.angles))).toBeLessThan(1e-3);
  });

  test('are the same from a known scatter', () => {
    const [K, D] = [60, 12];
    const { rows } = planted(K, D, 0.2);
    const moment = new Float32Array(D * D);
    for (let k = 0; k < K; k++) {
      const row = Array.from(rows.subarray(k * D, k * D + D));
      const norm = Math.hypot(...row);
      for (let a = 0; a < D; a++)
        for (let b = 0; b < D; b++) moment[a * D + b] += (row[a] * row[b]) / norm ** 2;
    }
    const { angles } = ringAngles(rows, K, D, undefined, moment);
    const expected = ringAngles(rows, K, D).angles;
    expect(Math.max(...angles.map((angle, i) => Math.abs(wrap(angle - expected[i]))))).toBeLessThan(1e-4);
  });

  test('are one angle for prototypes in one point', () => {
    const one = Array.from({ length: 16 }, () => source.normal());
    const { angles } = ringAngles(
      Float32Array.from({ length: 50 * 16 }, (_, i) => one[i % 16]),
      50,
      16,
    );
    expect(angles).toHaveLength(50);
    expect(Math.max(...angles) - Math.min(...angles)).toBeLessThan(1e-5);
  });

  test('leave dead rows out, and keep the basis when all are dead', () => {
    const first = ringAngles(Float32Array.from([1, 0, 0, 0, 0, 0, 0, 1, 0]), 3, 3);
    expect(first.angles).toHaveLength(2);
    const none = ringAngles(new Float32Array(9), 3, 3, first.basis);
    expect(none.angles).toHaveLength(0);
    expect(none.basis).toEqual(first.basis);
  });
});

describe('places', () => {
  test('have the ring’s angles in their first two coordinates, and NaN for dead rows', () => {
    const { rows } = planted(40, 12, 0.3);
    rows.fill(0, 5 * 12, 6 * 12);
    const { angles, basis } = ringAngles(rows, 40, 12);
    const places = placesOf(rows, 40, 12, basis);
    expect(places.length).toBe(120);
    expect(Array.from(places.subarray(15, 18))).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    const live = Array.from({ length: 40 }, (_, k) => k).filter((k) => k !== 5);
    live.forEach((k, i) => {
      const [x, y, z] = places.subarray(3 * k, 3 * k + 3);
      expect(Math.abs(wrap(Math.atan2(y, x) - angles[i]))).toBeLessThan(1e-5);
      expect(Math.hypot(x, y, z)).toBeLessThanOrEqual(1 + 1e-6);
    });
  });

  test('keep the sign of the third direction from call to call', () => {
    const { rows } = planted(64, 16, 0.5);
    const first = ringAngles(rows, 64, 16).basis;
    const second = ringAngles(rows, 64, 16, first).basis;
    const third = (basis: Float64Array) => basis.subarray(2 * 16, 3 * 16);
    const cosine = third(first).reduce((sum, x, d) => sum + x * third(second)[d], 0);
    expect(cosine).toBeGreaterThan(0.99);
  });

  test('have third coordinate 0 in two dimensions, and are empty without rows', () => {
    const { basis } = ringAngles(Float32Array.of(3, 4, 1, 0), 2, 2);
    const places = placesOf(Float32Array.of(3, 4, 1, 0), 2, 2, basis);
    expect([places[2], places[5]]).toEqual([0, 0]);
    expect(Math.hypot(places[0], places[1])).toBeCloseTo(1, 6);
    expect(placesOf(new Float32Array(0), 0, 2, basis)).toHaveLength(0);
  });
});
