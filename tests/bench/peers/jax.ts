import {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  lax,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
  vjp,
} from '@jax-js/jax';
import { adapterName, type OpenPeer } from '../peer.ts';
import { atStep, type Problem, partition } from '../problem.ts';

const EPS = 1.1920929e-7;
const BATCH_NORM_EPS = 1e-5;

type Weights = Record<string, np.Array>;
// (type aliases: the library's trees are plain objects)
type Running = Record<string, { mean: np.Array; variance: np.Array }>;
type State = { student: Weights; m: Weights; v: Weights; teacher: Weights; running: Running };
/** Scalars that change from step to step. */
type Rates = { lr: np.Array; momentum: np.Array; correction1: np.Array; correction2: np.Array };

/** The lane in jax-js: one jit over the whole step. */
export const openJax: OpenPeer = async (problem, backend) => {
  if (!(await init(backend)).includes(backend)) throw new Error(`jax-js has no ${backend} here`);
  defaultDevice(backend);
  const device =
    backend === 'webgpu' ? await adapterName() : { adapter: `jax-js ${backend}`, software: false };

  const start = (): Weights =>
    Object.fromEntries(
      problem.weights.map((weight) => {
        const value = np.array(weight.values.slice(), { shape: [...weight.shape] });
        return [weight.address, value];
      }),
    );
  const zeros = (): Weights => tree.map((x: np.Array) => np.zerosLike(x), start()) as Weights;
  let state: State = {
    student: start(),
    teacher: start(),
    m: zeros(),
    v: zeros(),
    running: Object.fromEntries(
      problem.norms.map(({ address, channels }) => [
        address,
        { mean: np.zeros([channels]), variance: np.ones([channels]) },
      ]),
    ),
  };
  const { height, width, channels } = problem.shape;
  const images = problem.images.map((values) =>
    np.array(values.slice(), { shape: [problem.rows, height, width, channels] }),
  );
  const train = jit((given: State, x: np.Array, order: np.Array, inverse: np.Array, rates: Rates) =>
    trained(problem, given, x, order, inverse, rates),
  );
  await blockUntilReady(state);

  let count = 0;
  let loss: np.Array | undefined;
  return {
    ...device,
    step: () => {
      const order = partition(problem, count);
      const inverse = new Int32Array(order.length);
      order.forEach((k, i) => {
        inverse[k] = i;
      });
      loss?.dispose();
      [state, loss] = train(
        state,
        (images[count % images.length] as np.Array).ref,
        np.array(order),
        np.array(inverse),
        {
          lr: np.array(atStep(problem.learningRates, count)),
          momentum: np.array(atStep(problem.momenta, count)),
          correction1: np.array(1 / (1 - problem.beta1 ** (count + 1))),
          correction2: np.array(1 / (1 - problem.beta2 ** (count + 1))),
        },
      );
      count++;
    },
    loss: async () => {
      if (!loss) throw new Error('no step yet');
      // the loss is known before the optimiser ran
      await blockUntilReady(state);
      return (await loss.ref.data())[0] as number;
    },
  };
};

function trained(
  problem: Problem,
  state: State,
  x: np.Array,
  order: np.Array,
  inverse: np.Array,
  rates: Rates,
): [State, np.Array] {
  const seen: Running = {};
  const q = blocks(np.take(scores(tree.ref(state.teacher), x.ref, problem, seen), order.ref, 1), problem);
  // the library's gradient of take is a scatter; a permutation has a take for its gradient
  const [s, back] = vjp((weights: Weights) => scores(weights, x, problem), [tree.ref(state.student)]);
  const [loss, slope] = valueAndGrad((permuted: np.Array) => carp(blocks(permuted, problem), q, problem))(
    np.take(s, order, 1),
  );
  const [gradients] = back(np.take(slope, inverse, 1));

  const next: State = { student: {}, m: {}, v: {}, teacher: {}, running: {} };
  const { beta1, beta2, clip, eps, runningMomentum } = problem;
  for (const { address, multiplier, decay } of problem.weights) {
    const p = state.student[address] as np.Array;
    let g = gradients[address] as np.Array;
    const norm = np.sqrt(np.sum(np.square(g.ref)));
    g = g.mul(np.minimum(1, np.reciprocal(norm.add(1e-6)).mul(clip)));
    const m = (state.m[address] as np.Array).mul(beta1).add(g.ref.mul(1 - beta1));
    const v = (state.v[address] as np.Array).mul(beta2).add(np.square(g).mul(1 - beta2));
    const lr = rates.lr.ref.mul(multiplier);
    const spread = np.sqrt(v.ref.mul(rates.correction2.ref)).add(eps);
    const move = m.ref.mul(rates.correction1.ref).mul(lr.ref).div(spread);
    const student = p.mul(lr.mul(-decay).add(1)).sub(move);
    const teacher = follow(state.teacher[address] as np.Array, student.ref, rates.momentum.ref);
    Object.assign(next.student, { [address]: student });
    Object.assign(next.m, { [address]: m });
    Object.assign(next.v, { [address]: v });
    Object.assign(next.teacher, { [address]: teacher });
  }
  for (const [address, { mean, variance }] of Object.entries(seen)) {
    const kept = state.running[address] as Running[string];
    next.running[address] = {
      mean: kept.mean.mul(1 - runningMomentum).add(mean.mul(runningMomentum)),
      variance: kept.variance.mul(1 - runningMomentum).add(variance.mul(runningMomentum)),
    };
  }
  tree.dispose(rates);
  return [next, loss];
}

const follow = (kept: np.Array, to: np.Array, momentum: np.Array) =>
  kept.mul(momentum.ref).add(to.mul(np.subtract(1, momentum)));

/** Images [R, C, H, W] to scores [R, K]; consumes both. */
function scores(weights: Weights, images: np.Array, problem: Problem, seen?: Running): np.Array {
  const at = (address: string) => weights[address] as np.Array;
  const norm = (address: string, x: np.Array): np.Array => {
    const axes = [...x.shape.keys()].filter((axis) => axis < x.ndim - 1);
    const perChannel = x.shape.map((size, axis) => (axis === x.ndim - 1 ? size : 1));
    const mean = np.mean(x.ref, axes, { keepdims: true });
    const centred = x.sub(mean.ref);
    const variance = np.mean(np.square(centred.ref), axes, { keepdims: true });
    if (seen) seen[address] = { mean: np.ravel(mean), variance: np.ravel(variance.ref) };
    else mean.dispose();
    const inverse = np.reciprocal(np.sqrt(variance.add(BATCH_NORM_EPS)));
    const scale = inverse.mul(at(`${address}/gamma`).reshape(perChannel));
    const u = centred.mul(scale).add(at(`${address}/beta`).reshape(perChannel));
    return u.ref.mul(0.5).mul(lax.erf(u.mul(Math.SQRT1_2)).add(1));
  };
  let x: np.Array;
  if (problem.encoder === 'conv') {
    x = images;
    for (const layer of ['encoder/conv1', 'encoder/conv2', 'encoder/conv3'])
      x = norm(layer, convolved(x, at(`${layer}/kernel`)));
    x = np.mean(x, [1, 2]);
  } else {
    x = images.reshape([problem.rows, -1]);
    for (const layer of ['encoder/dense1', 'encoder/dense2'])
      x = norm(layer, np.matmul(x, at(`${layer}/kernel`)));
  }
  x = norm('head/dense1', np.matmul(x, at('head/dense1/kernel')));
  const z = np.matmul(x, at('head/dense2/kernel')).add(at('head/dense2/bias'));
  const prototypes = at('head/prototypes');
  const lengths = np.maximum(np.sqrt(np.sum(np.square(prototypes.ref), 1, { keepdims: true })), 1e-12);
  return np.matmul(z, np.transpose(prototypes.div(lengths)));
}

/** 3 x 3, stride 2, padding 1 as a product of patches [R, H', W', 9 In] with kernels [9 In, Out]. */
function convolved(x: np.Array, kernel: np.Array): np.Array {
  const [rows, H, W, C] = x.shape as [number, number, number, number];
  const [, , , F] = kernel.shape as [number, number, number, number];
  const [height, width] = [Math.ceil(H / 2), Math.ceil(W / 2)];
  // pixels by their place in 2 x 2 cells, so that every tap is a slice
  const cells = np
    .pad(x, [
      [0, 0],
      [1, 2 * height + 1 - H],
      [1, 2 * width + 1 - W],
      [0, 0],
    ])
    .reshape([rows, height + 1, 2, width + 1, 2, C]);
  const taps: np.Array[] = [];
  for (const i of [0, 1, 2])
    for (const j of [0, 1, 2]) {
      const [down, right] = [Math.floor(i / 2), Math.floor(j / 2)];
      taps.push(cells.ref.slice([], [down, down + height], i % 2, [right, right + width], j % 2));
    }
  cells.dispose();
  const patches = np.concatenate(taps, 3).reshape([rows * height * width, 9 * C]);
  return np.matmul(patches, kernel.reshape([9 * C, F])).reshape([rows, height, width, F]);
}

function blocks(given: np.Array, { rows, K, blockSize }: Problem): np.Array {
  return nn.softmax(given.reshape([rows, K / blockSize, blockSize]), -1);
}

function carp(p: np.Array, q: np.Array, { rows, K, blockSize }: Problem): np.Array {
  const half = rows / 2;
  const other = np.concatenate([q.ref.slice([half, rows]), q.ref.slice([0, half])], 0);
  const match = np.sum(p.ref.mul(other), 2);
  const consistency = np.mean(np.log(np.clip(match, EPS, 1 - EPS))).neg();
  const mean = np
    .sum(p, 0)
    .add(np.sum(q, 0))
    .mul(1 / (2 * rows));
  const entropy = np.sum(mean.ref.mul(np.log(np.maximum(mean, EPS))));
  return consistency.add(entropy.mul(blockSize / K)).add(Math.log(blockSize));
}
