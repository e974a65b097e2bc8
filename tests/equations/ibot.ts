import { ibot as method } from '../../src/methods/ibot.ts';
import type { PatchObjective } from '../../src/methods/method.ts';
import { crossEntropy, type Matrix, made, mean, sum, tensor, turned } from './arrays.ts';
import type { Claim } from './claim.ts';
import { acrossViews, targetsOf } from './dino.ts';
import { defaults, maskedContext, totalOf } from './lane.ts';

const [N, P, K] = [6, 4, 5];
const values = { ...defaults(method), patch_weight: 0.7 };
const patches = method.patches as PatchObjective<typeof method.knobs>;
const [center, patchCenter] = [made(1, K, 8, 0.1), made(1, K, 9, 0.1)];
const state = () => ({ center: tensor(center), patch_center: tensor(patchCenter) });
const [teacher, student] = [made(N * P, K, 3, 0.2), made(N * P, K, 4, 0.2)];

/** -1/N Σ_n 1/|M_n| Σ_{p in M_n} <u_n,p, log softmax(s_n,p / τ)>, of rows image by image. */
export function overPatches(
  u: Matrix,
  s: Matrix,
  masked: readonly (readonly number[])[],
  temperature: number,
): number {
  const each = masked.map((own, n) =>
    own.length === 0
      ? 0
      : mean(
          own.map((p) => {
            const row = (n * s.length) / masked.length + p;
            return crossEntropy(u[row], s[row], temperature);
          }),
        ),
  );
  return sum(each) / masked.length;
}

/** The patch term of the op, and as shown without its weight. */
function patchTerm(): { readonly op: number; readonly shown: number } {
  const { context, masked } = maskedContext(N, P);
  const targets = patches.targets(tensor(teacher), state(), values, context);
  return {
    op: totalOf(patches.loss(tensor(student), targets, values, context).terms),
    shown: overPatches(targetsOf(teacher, patchCenter), student, masked, values.student_temp),
  };
}

export const ibot: readonly Claim[] = [
  {
    tex: String.raw`\mathcal L = \mathcal L_{\mathrm{DINO}}(\mathrm{[CLS]}) + w\, \mathcal L_{\mathrm{patch}}`,
    compare: () => {
      const [cls, own] = [made(N, K, 5, 0.2), made(N, K, 6, 0.2)];
      const { context } = maskedContext(N, P);
      const targets = method.targets(tensor(cls), state(), values, context);
      const views = totalOf(method.loss(tensor(own), targets, values, context).terms);
      const dino = acrossViews(targetsOf(cls, center), own, N / 2, values.student_temp);
      const { op, shown } = patchTerm();
      return [{ shown: dino + values.patch_weight * shown, op: views + op }];
    },
  },
  {
    tex: String.raw`u_{n,p} = \operatorname{softmax}\bigl( (\hat s_{n,p} - m') / \tau_t \bigr)`,
    compare: () => {
      const { context } = maskedContext(N, P);
      const op = patches.targets(tensor(teacher), state(), values, context);
      return [{ shown: targetsOf(teacher, patchCenter), op }];
    },
  },
  {
    tex: String.raw`\mathcal L_{\mathrm{patch}} = -\frac{1}{N} \sum_{n=1}^{N} \frac{1}{\lvert M_n \rvert} \sum_{p \in M_n} \bigl\langle u_{n,p},\, \log \operatorname{softmax}(s_{n,p} / \tau_s) \bigr\rangle`,
    compare: () => {
      const { op, shown } = patchTerm();
      return [{ shown, op: op / values.patch_weight }];
    },
  },
  {
    tex: String.raw`m' \leftarrow \mu\, m' + (1 - \mu)\, \operatorname{mean}_{n,p} \hat s_{n,p}`,
    compare: () => {
      const mu = values.center_momentum;
      const shown = turned(teacher).map((column, k) => mu * patchCenter[0][k] + (1 - mu) * mean(column));
      return [{ shown, op: patches.after(tensor(teacher), state(), values).patch_center }];
    },
  },
];
