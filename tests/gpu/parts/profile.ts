import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { median } from '../../bench/match.ts';
import { deviceOf, useBackend } from '../device.ts';
import { type Given, type NoiseLane, openNoiseLane } from '../lane.ts';
import { round } from '../numbers.ts';
import { ProgramClock, requestClock, type Timed } from '../program-clock.ts';
import type { PartRecord } from '../record.ts';

export interface ProfileFound {
  /** Milliseconds a step: the median, the best, until JavaScript had asked, and inside programs. */
  readonly step: number;
  readonly min: number;
  readonly asking: number;
  readonly inKernels: number | undefined;
  readonly firstStepMs: number;
  readonly programs: number;
  /** The dearest programs: calls and µs a step. */
  readonly top: readonly { readonly program: string; readonly calls: number; readonly us: number }[];
}

const TOP = 14;
const TURNS = 5;
const TURN = 400;
const MOST_STEPS = 50;
const CLOCKED_STEPS = 6;
const VIT = { encoder: 'vit' };
const LARGE = { K: 65536, D: 256 };

const LANES: readonly (readonly [string, Given])[] = [
  ['carp joint', { method: 'carp', prototypes: 'joint' }],
  ['carp decoupled', { method: 'carp', prototypes: 'decoupled' }],
  ['dino joint', { method: 'dino', prototypes: 'joint' }],
  ['swav joint', { method: 'swav', prototypes: 'joint' }],
  ['carp joint, K 65,536, D 256', { method: 'carp', prototypes: 'joint', ...LARGE }],
  ['dino joint, K 65,536, D 256', { method: 'dino', prototypes: 'joint', ...LARGE }],
  ['carp decoupled, K 65,536, D 256', { method: 'carp', prototypes: 'decoupled', ...LARGE }],
  ['carp joint, K 8192, D 256, B 256, width 32', { K: 8192, D: 256, batch: 256, 'conv.width': 32 }],
  ['dino decoupled', { method: 'dino', prototypes: 'decoupled' }],
  ['carp joint, ViT', { method: 'carp', prototypes: 'joint', ...VIT }],
  ['dinov2 joint, ViT', { method: 'dinov2', prototypes: 'joint', ...VIT }],
  ['capi decoupled, ViT', { method: 'capi', prototypes: 'decoupled', ...VIT }],
];
const QUICK_LANES = [
  ['carp joint, tiny', { batch: 8, K: 128, encoder: 'mlp', 'mlp.hidden': 16 }],
] as const satisfies typeof LANES;

/** Step times of many lanes, and which programs of a step take how long by the GPU's own clock. */
export async function profile(record: PartRecord): Promise<void> {
  requestClock();
  await useBackend('webgpu', record);
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend)) throw new Error('the backend is not the one of TensorFlow.js');
  const device = deviceOf(backend);
  const clock = device.features.has('timestamp-query') ? new ProgramClock(backend) : undefined;
  for (const [name, config] of record.quick ? QUICK_LANES : LANES)
    await record.item(name, async (): Promise<ProfileFound> => {
      const from = performance.now();
      const lane = openNoiseLane(config, { height: 28, width: 28 });
      lane.step();
      await lane.loss();
      const firstStepMs = round(performance.now() - from);
      const times = await timeSteps(lane, record.quick);
      const steps: (readonly Timed[])[] = [];
      for (let i = 0; clock && i < (record.quick ? 1 : CLOCKED_STEPS); i++)
        steps.push(
          await clock.time(device, () => {
            lane.step();
            return lane.loss();
          }),
        );
      lane.close();
      return { ...times, firstStepMs, ...sumsOf(steps) };
    });
}

async function timeSteps(lane: NoiseLane, quick: boolean) {
  // engines still pack and pool in their first steps
  for (let i = 0; i < (quick ? 1 : 5); i++) lane.step();
  await lane.loss();
  const turns: number[] = [];
  const askings: number[] = [];
  let steps = 2;
  for (let turn = 0; turn < (quick ? 1 : TURNS); turn++) {
    const begin = performance.now();
    for (let i = 0; i < steps; i++) lane.step();
    const asked = performance.now();
    await lane.loss();
    const took = (performance.now() - begin) / steps;
    turns.push(took);
    askings.push((asked - begin) / steps);
    if (!quick) steps = Math.min(MOST_STEPS, Math.max(2, Math.round(TURN / took)));
  }
  return { step: round(median(turns)), min: round(Math.min(...turns)), asking: round(median(askings)) };
}

function sumsOf(steps: readonly (readonly Timed[])[]): Pick<ProfileFound, 'inKernels' | 'programs' | 'top'> {
  const byProgram = new Map<string, number[]>();
  for (const { program, microseconds } of steps.flat())
    byProgram.set(program, [...(byProgram.get(program) ?? []), microseconds]);
  const rows = [...byProgram].map(([program, times]) => ({
    program: program.slice(0, 160),
    calls: times.length / steps.length,
    us: round((median(times) * times.length) / steps.length),
  }));
  const totals = steps.map((step) => step.reduce((sum, { microseconds }) => sum + microseconds, 0) / 1000);
  return {
    inKernels: totals.length > 0 ? round(median(totals)) : undefined,
    programs: rows.length,
    top: rows.sort((a, b) => b.us - a.us).slice(0, TOP),
  };
}
