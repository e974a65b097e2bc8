/** Peaks of a device with nothing else to do. */
export interface Peaks {
  /** Of a loop of multiply-adds, GFLOP/s. */
  readonly gflops: number;
  /** Of a copy, read and written bytes together, GB/s. */
  readonly gigabytes: number;
}

const WORKGROUP = 64;
const ACCUMULATORS = 8;
/** Floats of a vec4, and two operations of a multiply-add. */
const OPERATIONS = 4 * 2;
/** A measurement lasts at least this long, in ms. */
const LONG = 60;
const REPEATS = 3;

/** A number for each lane of each accumulator: a compiler computes equal ones once. */
const lanes = (i: number) => ['0', '25', '5', '75'].map((hundredths) => `${i}.${hundredths}`).join(', ');

const multiplyAdds = `
@group(0) @binding(0) var<storage, read_write> result : array<vec4f>;
override rounds : u32;
@compute @workgroup_size(${WORKGROUP}) fn main(@builtin(global_invocation_id) id : vec3u) {
  let x = vec4f(f32(id.x % 7u), f32(id.x % 11u), f32(id.x % 13u), f32(id.x % 17u)) * 1e-3;
  ${range(ACCUMULATORS, (i) => `var a${i} = x + vec4f(${lanes(i)});`)}
  for (var i = 0u; i < rounds; i++) { ${range(ACCUMULATORS, (i) => `a${i} = fma(a${i}, x, x);`)} }
  result[id.x] = ${range(ACCUMULATORS, (i) => `a${i}`, ' + ')};
}`;

const copy = `
@group(0) @binding(0) var<storage, read_write> result : array<vec4f>;
@group(0) @binding(1) var<storage, read> source : array<vec4f>;
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) groups : vec3u) {
  let threads = groups.x * ${WORKGROUP}u;
  for (var i = id.x; i < arrayLength(&source); i += threads) { result[i] = source[i]; }
}`;

/** Measures both peaks of the adapter that engines get. */
export async function measurePeaks(): Promise<Peaks> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('no WebGPU adapter');
  const device = await adapter.requestDevice();
  const bytes = Math.min(128 * 2 ** 20, device.limits.maxStorageBufferBindingSize);
  const peaks = { gflops: await arithmetic(device), gigabytes: await copySpeed(device, bytes) };
  device.destroy();
  return peaks;
}

async function arithmetic(device: GPUDevice): Promise<number> {
  const groups = 2048;
  const threads = groups * WORKGROUP;
  const result = storage(device, threads * 16);
  for (let rounds = 64; ; rounds *= 4) {
    const pipeline = compile(device, multiplyAdds, { rounds });
    const seconds = await fastest(device, pipeline, [result], groups, 1);
    if (seconds * 1000 < LONG) continue;
    return (threads * rounds * ACCUMULATORS * OPERATIONS) / seconds / 1e9;
  }
}

/** GB/s of a copy between two buffers of a size; more than a cache holds shows the memory's own speed. */
export async function copySpeed(device: GPUDevice, bytes: number): Promise<number> {
  const buffers = [storage(device, bytes), storage(device, bytes)];
  const pipeline = compile(device, copy, {});
  for (let times = 1; ; times *= 4) {
    const seconds = await fastest(device, pipeline, buffers, 4096, times);
    if (seconds * 1000 < LONG) continue;
    for (const buffer of buffers) buffer.destroy();
    return (2 * bytes * times) / seconds / 1e9;
  }
}

function compile(device: GPUDevice, code: string, constants: Record<string, number>): GPUComputePipeline {
  const module = device.createShaderModule({ code });
  return device.createComputePipeline({ layout: 'auto', compute: { module, constants } });
}

const storage = (device: GPUDevice, size: number) =>
  device.createBuffer({ size, usage: GPUBufferUsage.STORAGE });

/** Seconds of `times` dispatches, the best of a few. */
async function fastest(
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  buffers: readonly GPUBuffer[],
  groups: number,
  times: number,
): Promise<number> {
  const bindings = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i <= REPEATS; i++) {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings);
    for (let n = 0; n < times; n++) pass.dispatchWorkgroups(groups);
    pass.end();
    const start = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    // the first one compiles
    if (i > 0) best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

function range(count: number, text: (i: number) => string, between = ' '): string {
  return Array.from({ length: count }, (_, i) => text(i)).join(between);
}
