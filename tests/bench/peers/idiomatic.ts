import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { adapterName, type OpenPeer } from '../peer.ts';
import { atStep, type Problem, partition } from '../problem.ts';

/** float32 machine epsilon. */
const EPS = 1.1920929e-7;
const BATCH_NORM_EPS = 1e-5;

type Weights = Readonly<Record<string, tf.Variable>>;
/** Statistics that a batch norm saw, by its address. */
type Statistics = Record<string, { readonly mean: tf.Tensor; readonly variance: tf.Tensor }>;

/** The lane as a user of TensorFlow.js would write it: variables, stock ops, the gradient tape. */
export const openIdiomatic: OpenPeer = async (problem, backend, files) => {
  if (backend === 'wasm') setWasmPaths(files.folder);
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no ${backend}`);
  await tf.ready();
  const device =
    backend === 'webgpu' ? await adapterName() : { adapter: `stock ${backend}`, software: false };

  const variables = (trainable: boolean): Weights =>
    Object.fromEntries(
      problem.weights.map(({ address, shape, values }) => [
        address,
        tf.variable(tf.tensor(values, [...shape]), trainable),
      ]),
    );
  const student = variables(true);
  const teacher = variables(false);
  const moments = Object.fromEntries(
    problem.weights.map(({ address, shape }) => [
      address,
      { m: tf.variable(tf.zeros([...shape]), false), v: tf.variable(tf.zeros([...shape]), false) },
    ]),
  );
  const running = Object.fromEntries(
    problem.norms.map(({ address, channels }) => [
      address,
      { mean: tf.variable(tf.zeros([channels]), false), variance: tf.variable(tf.ones([channels]), false) },
    ]),
  );
  const { height, width, channels } = problem.shape;
  const images = problem.images.map((values) => tf.tensor4d(values, [problem.rows, height, width, channels]));

  let count = 0;
  let loss: tf.Tensor | undefined;
  const update = (address: string, gradient: tf.Tensor) => {
    const { multiplier, decay } = problem.weights.find((weight) => weight.address === address) ?? {
      multiplier: 1,
      decay: 0,
    };
    const { beta1, beta2, clip, eps } = problem;
    const lr = multiplier * atStep(problem.learningRates, count);
    const weight = student[address] as tf.Variable;
    const { m, v } = moments[address] as { m: tf.Variable; v: tf.Variable };
    const scale = tf.minimum(1, tf.div(clip, tf.add(tf.norm(gradient), 1e-6)));
    const g = tf.mul(gradient, scale);
    m.assign(tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1)));
    v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2)));
    const mean = tf.div(m, 1 - beta1 ** (count + 1));
    const square = tf.div(v, 1 - beta2 ** (count + 1));
    const move = tf.mul(tf.div(mean, tf.add(tf.sqrt(square), eps)), lr);
    weight.assign(tf.sub(decay > 0 ? tf.mul(weight, 1 - lr * decay) : weight, move));
  };

  const step = () => {
    tf.tidy(() => {
      const x = images[count % images.length] as tf.Tensor4D;
      const partitioned = partition(problem, count);
      const order = tf.tensor1d(partitioned, 'int32');
      const inverse = tf.tensor1d(inverted(partitioned), 'int32');
      const statistics: Statistics = {};
      const q = blocks(permuted(scores(teacher, x, problem, statistics), order, inverse), problem);
      const { value, grads } = tf.variableGrads(
        () => carp(blocks(permuted(scores(student, x, problem), order, inverse), problem), q),
        Object.values(student),
      );
      loss?.dispose();
      loss = tf.keep(value);
      const byName = new Map(Object.entries(student).map(([address, { name }]) => [name, address]));
      for (const [name, gradient] of Object.entries(grads)) update(byName.get(name) as string, gradient);
      const momentum = atStep(problem.momenta, count);
      for (const [address, weight] of Object.entries(teacher))
        weight.assign(tf.add(tf.mul(weight, momentum), tf.mul(student[address] as tf.Tensor, 1 - momentum)));
      for (const [address, { mean, variance }] of Object.entries(statistics)) {
        const kept = running[address] as { mean: tf.Variable; variance: tf.Variable };
        kept.mean.assign(follow(kept.mean, mean, problem.runningMomentum));
        kept.variance.assign(follow(kept.variance, variance, problem.runningMomentum));
      }
    });
    count++;
  };
  return {
    ...device,
    step,
    loss: async () => {
      if (!loss) throw new Error('no step yet');
      return (await loss.data())[0] as number;
    },
  };
};

const follow = (kept: tf.Tensor, seen: tf.Tensor, momentum: number) =>
  tf.add(tf.mul(kept, 1 - momentum), tf.mul(seen, momentum));

/** Images [R, H, W, C] to scores [R, K]. */
function scores(
  weights: Weights,
  images: tf.Tensor4D,
  problem: Problem,
  statistics?: Statistics,
): tf.Tensor2D {
  const at = (address: string) => weights[address] as tf.Tensor;
  const norm = (address: string, x: tf.Tensor) => {
    const { mean, variance } = tf.moments(x, [...x.shape.keys()].slice(0, -1));
    if (statistics) statistics[address] = { mean, variance };
    const u = tf.batchNorm(
      x as tf.Tensor4D,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      at(`${address}/beta`) as tf.Tensor1D,
      at(`${address}/gamma`) as tf.Tensor1D,
      BATCH_NORM_EPS,
    );
    return gelu(u);
  };
  let x: tf.Tensor;
  if (problem.encoder === 'conv') {
    x = images;
    for (const layer of ['encoder/conv1', 'encoder/conv2', 'encoder/conv3']) {
      const kernel = at(`${layer}/kernel`) as tf.Tensor4D;
      x = norm(layer, tf.conv2d(x as tf.Tensor4D, kernel, 2, 1, 'NHWC', 1, 'floor'));
    }
    x = tf.mean(x, [1, 2]);
  } else {
    x = tf.reshape(images, [problem.rows, -1]);
    for (const layer of ['encoder/dense1', 'encoder/dense2'])
      x = norm(layer, tf.matMul(x, at(`${layer}/kernel`)));
  }
  x = norm('head/dense1', tf.matMul(x, at('head/dense1/kernel')));
  const z = tf.add(tf.matMul(x, at('head/dense2/kernel')), at('head/dense2/bias'));
  const prototypes = at('head/prototypes');
  const lengths = tf.maximum(tf.norm(prototypes, 2, 1, true), 1e-12);
  return tf.matMul(z as tf.Tensor2D, tf.div(prototypes, lengths) as tf.Tensor2D, false, true);
}

const gelu = (x: tf.Tensor) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))));

/** Columns by `order`. The stock gradient of gather is a sum over segments, which wasm lacks and which is slow
 *  on webgpu: a permutation has a gather for its gradient. */
function permuted(x: tf.Tensor2D, order: tf.Tensor1D, inverse: tf.Tensor1D): tf.Tensor2D {
  return tf.customGrad((given) => ({
    value: tf.gather(given as tf.Tensor2D, order, 1),
    gradFunc: (dy: tf.Tensor) => tf.gather(dy, inverse, 1),
  }))(x) as tf.Tensor2D;
}

function inverted(order: Int32Array): Int32Array {
  const inverse = new Int32Array(order.length);
  order.forEach((k, i) => {
    inverse[k] = i;
  });
  return inverse;
}

/** Softmax inside each block, [R, K / blockSize, blockSize]. */
function blocks(scores: tf.Tensor2D, { rows, K, blockSize }: Problem): tf.Tensor3D {
  return tf.softmax(tf.reshape(scores, [rows, K / blockSize, blockSize])) as tf.Tensor3D;
}

/** CARP's loss: consistency between views and the pull of the mean assignment to uniform. */
function carp(p: tf.Tensor3D, q: tf.Tensor3D): tf.Scalar {
  const [rows, count, size] = p.shape;
  const [first, second] = tf.split(q, 2);
  const match = tf.sum(tf.mul(p, tf.concat([second as tf.Tensor, first as tf.Tensor])), 2);
  const consistency = tf.neg(tf.mean(tf.log(tf.clipByValue(match, EPS, 1 - EPS))));
  const mean = tf.mul(tf.add(tf.sum(p, 0), tf.sum(q, 0)), 1 / (2 * rows));
  const entropy = tf.sum(tf.mul(mean, tf.log(tf.maximum(mean, EPS))));
  return tf.add(consistency, tf.add(tf.div(entropy, count), Math.log(size))) as tf.Scalar;
}
