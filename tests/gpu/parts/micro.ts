import { median } from '../../bench/match.ts';
import { copySpeed, measurePeaks } from '../../bench/peaks.ts';
import { findAdapter, freshDevice } from '../device.ts';
import { round } from '../numbers.ts';
import type { PartRecord } from '../record.ts';
import { products } from './products.ts';

const GIBIBYTE = 2 ** 30;

/** Time until the CPU had asked for one of many calls, and until all were done, in µs a call. */
interface Call {
  readonly askingUs: number;
  readonly allUs: number;
}

/** Least costs of the device and its driver: peaks, round trips, a dispatch; and products of our own. */
export async function micro(record: PartRecord): Promise<void> {
  const many = record.quick ? 100 : 2000;
  if (!record.quick) await record.item('peaks', () => measurePeaks());
  await record.item('copy between large buffers', async () => {
    const adapter = await findAdapter();
    const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
    const bytes = Math.min(record.quick ? 2 ** 22 : GIBIBYTE, maxStorageBufferBindingSize, maxBufferSize);
    const device = await adapter.requestDevice({
      requiredLimits: { maxStorageBufferBindingSize: bytes, maxBufferSize: bytes },
    });
    return { bytes, gigabytes: round(await copySpeed(device, bytes)) };
  });
  await record.item('round trips', async () => roundTrips(await freshDevice(), many / 20));
  await record.item('a dispatch that waits for the one before', async () => {
    const device = await freshDevice();
    return {
      keptBindGroups: await dispatches(device, many, false, false),
      freshBindGroups: await dispatches(device, many, true, false),
      passEach: await dispatches(device, many, true, true),
    };
  });
  await record.item('queue.writeBuffer of 32 bytes', async (): Promise<Call> => {
    const device = await freshDevice();
    const buffer = device.createBuffer({
      size: 256,
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.UNIFORM,
    });
    const values = new Float32Array(8);
    return timedCalls(device, many, () => {
      for (let i = 0; i < many; i++) device.queue.writeBuffer(buffer, 0, values);
    });
  });
  await products(record);
}

/** Medians of an empty submit with a wait, and of reading 256 bytes back, in ms. */
async function roundTrips(device: GPUDevice, many: number) {
  const source = device.createBuffer({ size: 256, usage: GPUBufferUsage.COPY_SRC });
  const target = device.createBuffer({ size: 256, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  const waits: number[] = [];
  const reads: number[] = [];
  for (let i = 0; i < many; i++) {
    const start = performance.now();
    device.queue.submit([device.createCommandEncoder().finish()]);
    await device.queue.onSubmittedWorkDone();
    const between = performance.now();
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(source, 0, target, 0, 256);
    device.queue.submit([encoder.finish()]);
    await target.mapAsync(GPUMapMode.READ);
    target.unmap();
    waits.push(between - start);
    reads.push(performance.now() - between);
  }
  return { submitAndWaitMs: round(median(waits)), readBackMs: round(median(reads)) };
}

const ADD_ONE = `
@group(0) @binding(0) var<storage, read_write> result: array<f32>;
@group(0) @binding(1) var<storage, read> source: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  result[id.x] = source[id.x] + 1.0;
}`;

/** Dispatches that read what the one before wrote: with bind groups that are kept or made, in one pass or in many. */
async function dispatches(device: GPUDevice, many: number, fresh: boolean, inPasses: boolean): Promise<Call> {
  const [a, b] = [0, 1].map(() => device.createBuffer({ size: 4096, usage: GPUBufferUsage.STORAGE }));
  const module = device.createShaderModule({ code: ADD_ONE });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } });
  const group = (flip: boolean) =>
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: (flip ? [b, a] : [a, b]).map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
  const kept = [group(false), group(true)];
  return timedCalls(device, many, () => {
    const encoder = device.createCommandEncoder();
    let pass: GPUComputePassEncoder | undefined;
    for (let i = 0; i < many; i++) {
      pass ??= encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, fresh ? group(i % 2 === 1) : kept[i % 2]);
      pass.dispatchWorkgroups(2);
      if (!inPasses) continue;
      pass.end();
      pass = undefined;
    }
    pass?.end();
    device.queue.submit([encoder.finish()]);
  });
}

/** The best of four: `ask` makes `many` calls. */
async function timedCalls(device: GPUDevice, many: number, ask: () => void): Promise<Call> {
  let best = { asking: Number.POSITIVE_INFINITY, all: Number.POSITIVE_INFINITY };
  for (let again = 0; again < 4; again++) {
    const from = performance.now();
    ask();
    const asked = performance.now();
    await device.queue.onSubmittedWorkDone();
    const end = performance.now();
    best = { asking: Math.min(best.asking, asked - from), all: Math.min(best.all, end - from) };
  }
  return { askingUs: round((1000 * best.asking) / many), allUs: round((1000 * best.all) / many) };
}
