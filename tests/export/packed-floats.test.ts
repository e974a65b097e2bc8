import { expect, it } from 'vitest';
import { floatsIn, packFloats } from '../../src/export/packed-floats.ts';

const field = (value: unknown) => ({ value, path: 'angles' });

it('packs float32, little-endian, in base64', () => {
  // 1 is 00 00 80 3f
  expect(packFloats(Float32Array.of(1))).toEqual({ float32: 'AACAPw==' });
});

it('unpacks what it packed, also a part of an array and more than one chunk', () => {
  const values = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i));
  expect(floatsIn(field(packFloats(values)))).toEqual(values);
  const part = values.subarray(3, 7);
  expect(floatsIn(field(packFloats(part)))).toEqual(Float32Array.from(part));
  expect(floatsIn(field(packFloats(Float32Array.of(Number.NaN, -0))))).toEqual(
    Float32Array.of(Number.NaN, -0),
  );
  expect(floatsIn(field(packFloats(new Float32Array(0))))).toEqual(new Float32Array(0));
});

it('reads a plain list of numbers, as older files have', () => {
  expect(floatsIn(field([0.5, 'NaN']))).toEqual(Float32Array.of(0.5, Number.NaN));
});

it.each<[string, unknown, RegExp]>([
  ['a text', 'AACAPw==', /an object/],
  ['no base64', { float32: '?' }, /base64/],
  ['half a number', { float32: 'AAA=' }, /whole float32 numbers/],
  ['another type', { float64: '' }, /a text/],
])('refuses %s', (_, value, wanted) => {
  expect(() => floatsIn(field(value))).toThrow(wanted);
});
