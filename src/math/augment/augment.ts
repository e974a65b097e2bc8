import * as tf from '@tensorflow/tfjs';
import type { Images } from '../../base/images.ts';
import { defineKernel } from '../kernel/kernel.ts';
import type { Program } from '../webgpu/gpu.ts';
import {
  addNoise,
  applyBlur,
  applyJitter,
  BLUR_RADIUS,
  QUANTILES,
  sampleBox,
  type ViewSize,
} from './render-view.ts';

/** Images on the backend, four bytes to an integer, and the table from which noise is drawn. */
export interface Source {
  readonly pixels: tf.Tensor1D;
  readonly quantiles: tf.Tensor1D;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** The random choices of each of V views. With the source they determine its pixels. */
export interface ViewDraws {
  /** The image's index, and the seed of the noise, [V, 2]. */
  readonly places: Int32Array;
  /** y1, x1, y2, x2 of the box in 0..1 (x1 > x2 mirrors), brightness, contrast, standard deviation of the blur in
   *  pixels, and 0, [V, 8]. */
  readonly draws: Float32Array;
}

/** The size of a view's row of `draws`, and the place of each number in it. */
export const DRAW = { size: 8, box: 0, brightness: 4, contrast: 5, blur: 6 } as const;

/** Uploads a dataset's images. The caller disposes of both tensors. */
export function sourceOf({ pixels, height, width, channels }: Images): Source {
  const bytes = new Uint8Array(Math.ceil(pixels.length / 4) * 4);
  bytes.set(pixels);
  return {
    pixels: tf.tensor1d(new Int32Array(bytes.buffer), 'int32'),
    quantiles: tf.tensor1d(QUANTILES),
    height,
    width,
    channels,
  };
}

/**
 * Views [V, h, w, C] of a source's images, in 0..1 before noise: crop and resize (bilinear), flip, brightness and
 * contrast, blur, then Gaussian noise of standard deviation `noise`. The draws determine each view, alike on every
 * backend.
 */
export function augment(
  { pixels, quantiles, ...shape }: Source,
  { places, draws }: ViewDraws,
  view: ViewSize,
  noise: number,
): tf.Tensor4D {
  const count = places.length / 2;
  let blurs = false;
  for (let v = 0; v < count; v++) if (draws[DRAW.size * v + DRAW.blur] > 0) blurs = true;
  return tf.tidy(() => {
    const inputs = {
      pixels,
      quantiles,
      places: tf.tensor2d(places, [count, 2], 'int32'),
      draws: tf.tensor2d(draws, [count, DRAW.size]),
    };
    const attributes = { ...shape, h: view.height, w: view.width, noise, blurs };
    return augmentKernel(inputs, attributes)[0];
  });
}

/** Sizes of the images, then of the views, and the settings of noise and blur. */
interface Rendering {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly h: number;
  readonly w: number;
  readonly noise: number;
  readonly blurs: boolean;
}

/** A rendering of `V` views. */
interface Sizes extends Rendering {
  readonly V: number;
}

const augmentKernel = defineKernel<
  {
    readonly pixels: tf.Tensor1D;
    readonly quantiles: tf.Tensor1D;
    readonly places: tf.Tensor2D;
    readonly draws: tf.Tensor2D;
  },
  Rendering,
  [views: tf.Tensor4D]
>('Augment', {
  composed: (inputs, { height, width, channels, h, w, noise }) => {
    const V = inputs.places.shape[0];
    const places = inputs.places.dataSync<'int32'>();
    const draws = inputs.draws.dataSync<'float32'>();
    const words = inputs.pixels.dataSync<'int32'>();
    const pixels = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    const size = h * w * channels;
    const view = { height: h, width: w };
    const out = new Float32Array(V * size);
    for (let v = 0; v < V; v++) {
      const from = places[2 * v] * height * width * channels;
      const at = v * size;
      const own = draws.subarray(DRAW.size * v, DRAW.size * (v + 1));
      const picture = { pixels, from, height, width, channels };
      sampleBox(picture, own, DRAW.box, view, out, at);
      applyJitter(out, at, size, own[DRAW.brightness], own[DRAW.contrast]);
      applyBlur(out, at, view, channels, own[DRAW.blur]);
      addNoise(out, at, size, noise, places[2 * v + 1]);
    }
    return [tf.tensor4d(out, [V, h, w, channels])];
  },
  wasm: ({ pixels, places, draws, quantiles }, { height, width, channels, h, w, noise }, heap) => {
    const V = places.shape[0];
    const out = heap.output([V, h, w, channels]);
    const { kernels, at } = heap;
    const scratch = heap.scratch(kernels.augmentScratch(width, channels, h, w));
    const given = [at(pixels), height, width, channels, V, at(places), at(draws), at(quantiles)] as const;
    kernels.augment(...given, h, w, noise, at(out), scratch);
    return [out];
  },
  webgpu: ({ pixels, places, draws, quantiles }, rendering, gpu) => {
    const sizes = { V: places.shape[0], ...rendering };
    const { V, h, w, channels, noise, blurs } = sizes;
    const key = JSON.stringify({ ...sizes, noise: noise > 0 });
    const shown = gpu.output([V, h, w, channels]);
    const tables = [places, draws, quantiles];
    const first = [shown, pixels, ...tables];
    gpu.run(`augment ${key}`, () => sampled(sizes), first, 64 * V, [noise]);
    if (!blurs) return [shown];
    const out = gpu.output([V, h, w, channels]);
    gpu.run(`augment blur ${key}`, () => blurred(sizes), [out, shown, ...tables], V * h * w * channels, [
      noise,
    ]);
    gpu.free(shown);
    return [out];
  },
});

const NOISE = `fn hash(given: u32) -> u32 {
  var x = (given ^ (given >> 16u)) * 0x7feb352du;
  x = (x ^ (x >> 15u)) * 0x846ca68bu;
  return x ^ (x >> 16u);
}
fn noisy(value: f32, seed: u32, i: u32) -> f32 {
  let bits = hash(seed + (i & 0xfffffffeu) * 0x9e3779b9u);
  return value + params.noise * quantiles[select(bits, bits >> 16u, (i & 1u) == 1u) & ${QUANTILES.length - 1}u];
}`;

/** Crop, jitter and, without blur, noise. Each workgroup renders one view, because contrast needs the view's mean. */
function sampled({ V, height, width, channels: C, h, w, noise, blurs }: Sizes): Program {
  const size = h * w * C;
  const step = (count: number) => (count > 1 ? 1 / (count - 1) : 0);
  const noisy = noise > 0 && !blurs;
  const [below, right] = [height > 1 ? width * C : 0, width > 1 ? C : 0];
  return {
    outputs: { shown: 'f32' },
    inputs: { pixels: 'u32', places: 'i32', draws: 'vec4f', quantiles: 'f32' },
    params: ['noise'],
    workgroup: 64,
    functions: `${NOISE}
var<workgroup> sums: array<f32, 64>;
fn byte(i: u32) -> f32 { return f32((pixels[i / 4u] >> (8u * (i % 4u))) & 255u); }`,
    body: `  if (group >= ${V}u) { return; }
  let box = draws[2u * group] * vec4f(${height - 1}.0, ${width - 1}.0, ${height - 1}.0, ${width - 1}.0);
  let turn = draws[2u * group + 1u];
  let image = u32(places[2u * group]) * ${height * width * C}u;
  let seed = u32(places[2u * group + 1u]);
  let base = group * ${size}u;
  var sum = 0.0;
  for (var i = lane; i < ${size}u; i += 64u) {
    let c = i % ${C}u;
    let y = box.x + f32(i / ${w * C}u) * (box.z - box.x) * ${step(h)};
    let x = box.y + f32(i / ${C}u % ${w}u) * (box.w - box.y) * ${step(w)};
    let top = clamp(floor(y), 0.0, ${Math.max(0, height - 2)}.0); let left = clamp(floor(x), 0.0, ${Math.max(0, width - 2)}.0);
    let at = image + (u32(top) * ${width}u + u32(left)) * ${C}u + c;
    let above = mix(byte(at), byte(at + ${right}u), x - left);
    let beneath = mix(byte(at + ${below}u), byte(at + ${below + right}u), x - left);
    let value = min(1.0, mix(above, beneath, y - top) * ${1 / 255} * turn.x);
    shown[base + i] = value;
    sum += value;
  }
  sums[lane] = sum;
  workgroupBarrier();
  var mean = 0.0;
  for (var i = 0u; i < 64u; i++) { mean += sums[i]; }
  mean *= ${1 / size};
  for (var i = lane; i < ${size}u; i += 64u) {
    let value = clamp(mean + turn.y * (shown[base + i] - mean), 0.0, 1.0);
    shown[base + i] = ${noisy ? 'noisy(value, seed, i)' : 'value'};
  }
  ${noisy ? '' : '_ = noisy(0.0, seed, 0u);'}`,
  };
}

/** A Gaussian of 7 x 7 taps, then noise. Each thread renders one pixel. */
function blurred({ V, h, w, channels: C, noise }: Sizes): Program {
  const size = h * w * C;
  return {
    outputs: { views: 'f32' },
    inputs: { shown: 'f32', places: 'i32', draws: 'vec4f', quantiles: 'f32' },
    params: ['noise'],
    workgroup: 64,
    functions: `${NOISE}
fn inside(i: i32, size: i32) -> i32 {
  return clamp(select(select(i, 2 * size - 2 - i, i >= size), -i, i < 0), 0, size - 1);
}`,
    each: ['id', V * size],
    body: `  let v = id / ${size}u; let i = id % ${size}u;
  let c = i % ${C}u; let x = i32(i / ${C}u % ${w}u); let y = i32(i / ${w * C}u);
  let sigma = draws[2u * v + 1u].z;
  var value = shown[id];
  if (sigma > 0.0) {
    var total = 0.0; value = 0.0;
    for (var dy = -${BLUR_RADIUS}; dy <= ${BLUR_RADIUS}; dy++) { for (var dx = -${BLUR_RADIUS}; dx <= ${BLUR_RADIUS}; dx++) {
      let weight = exp(-f32(dx * dx + dy * dy) / (2.0 * sigma * sigma));
      let at = u32(inside(y + dy, ${h}) * ${w} + inside(x + dx, ${w})) * ${C}u + c;
      total += weight;
      value = fma(weight, shown[v * ${size}u + at], value);
    } }
    value /= total;
  }
  views[id] = ${noise > 0 ? 'noisy(value, u32(places[2u * v + 1u]), i)' : 'value; _ = noisy(0.0, u32(places[0]), 0u)'};`,
  };
}
