import * as tf from '@tensorflow/tfjs';
import { random } from '../../../src/base/random.ts';
import { augment, DRAW, sourceOf } from '../../../src/math/augment/augment.ts';
import { addNoise, applyBlur, applyJitter, sampleBox } from '../../../src/math/augment/render-view.ts';
import type { KernelCheck } from '../kernel/kernel-check.ts';

/** Views rendered on the backend against the plain renderer, one by one. */
function augmentCheck(
  name: string,
  [height, width, channels]: readonly [number, number, number],
  view: { readonly height: number; readonly width: number },
  { noise, blur }: { readonly noise: number; readonly blur: number },
): KernelCheck {
  return {
    name: `augment ${height} x ${width} x ${channels} to ${view.height} x ${view.width}${name}`,
    run: () => {
      const [count, V] = [3, 5];
      const source = random(11);
      const area = height * width * channels;
      const pixels = Uint8Array.from({ length: count * area }, () => source.below(256));
      const images = { count, height, width, channels, pixels, labels: new Uint8Array(count), classes: 1 };
      const places = new Int32Array(2 * V);
      const draws = new Float32Array(DRAW.size * V);
      const size = view.height * view.width * channels;
      const plain = new Float32Array(V * size);
      for (let v = 0; v < V; v++) {
        places.set([source.below(count), source.below(4294967296)], 2 * v);
        const box = [0.3, 0.25, 1.0, 0.75].map((edge) => edge * source.uniform());
        if (v % 2) [box[1], box[3]] = [box[3], box[1]];
        draws.set(
          [...box, 0.6 + source.uniform(), 2 * source.uniform(), v === 0 ? 0 : blur * source.uniform()],
          DRAW.size * v,
        );
        const own = draws.subarray(DRAW.size * v);
        const picture = { pixels, from: (places[2 * v] as number) * area, height, width, channels };
        sampleBox(picture, own, DRAW.box, view, plain, v * size);
        applyJitter(plain, v * size, size, own[DRAW.brightness] as number, own[DRAW.contrast] as number);
        applyBlur(plain, v * size, view, channels, own[DRAW.blur] as number);
        addNoise(plain, v * size, size, noise, places[2 * v + 1] as number);
      }
      return {
        ours: [augment(sourceOf(images), { places, draws }, view, noise)],
        plain: [tf.tensor4d(plain, [V, view.height, view.width, channels])],
      };
    },
  };
}

export const AUGMENT_CHECKS: readonly KernelCheck[] = [
  augmentCheck('', [28, 28, 1], { height: 28, width: 28 }, { noise: 0, blur: 0 }),
  augmentCheck(' with noise', [28, 28, 1], { height: 28, width: 28 }, { noise: 0.05, blur: 0 }),
  augmentCheck(' with blur', [9, 7, 3], { height: 8, width: 10 }, { noise: 0, blur: 1.5 }),
  augmentCheck(' with blur and noise', [5, 6, 1], { height: 3, width: 5 }, { noise: 0.2, blur: 1 }),
];
