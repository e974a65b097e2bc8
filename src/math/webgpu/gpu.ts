import type { TensorInfo } from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { WebgpuInside } from '../tfjs/webgpu.ts';
import { Views } from './views.ts';

/** WGSL types of what a program binds: f32 unless said otherwise. */
type Bound = Readonly<Record<string, 'f32' | 'vec4f' | 'i32' | 'u32'>>;

/** A compute program. Sizes are baked into the code, so that most programs need no uniforms. */
export interface Program {
  readonly outputs: Bound;
  readonly inputs: Bound;
  /** Names of float32 uniforms that change from step to step, read as `params.name`. */
  readonly params?: readonly string[];
  readonly workgroup: number;
  /** WGSL functions and variables of the module that the body uses. */
  readonly functions?: string;
  /** Where every thread has a number: its name in the body, and how many there are. */
  readonly each?: readonly [name: string, count: number];
  /** WGSL statements; they see `group` (which workgroup) and `lane` (who in it), u32. */
  readonly body: string;
}

/** `size` floats of `from`, less the first `skip`, to float `at` of the target. */
export interface CopyPart {
  readonly from: TensorInfo;
  readonly at: number;
  readonly size: number;
  readonly skip?: number;
}

/** Runs programs of our own on the WebGPU backend, in its command encoder, between its own. */
export class Gpu {
  /** True where the adapter is the processor: barriers are dear there, and one thread does the work of many. */
  readonly software: boolean;
  private readonly inside: WebgpuInside;
  private readonly views: Views;
  private readonly pipelines = new Map<
    string,
    { readonly pipeline: GPUComputePipeline; readonly workgroup: number }
  >();
  /** While work is rehearsed: the programs it asked for that are not compiled yet. */
  private rehearsed: Map<string, Program> | undefined;

  /** Changes the backend: one value for each. Throws a TroubleError that names a field which the backend has lost. */
  constructor(backend: WebGPUBackend, software: boolean) {
    this.inside = new WebgpuInside(backend);
    this.views = new Views(this.inside);
    this.software = software;
  }

  /** A new tensor on the device, uninitialised. */
  output(shape: readonly number[], dtype: 'float32' | 'int32' = 'float32'): TensorInfo {
    const info = this.inside.create(shape, dtype);
    this.inside.upload(info.dataId);
    return info;
  }

  /**
   * One dispatch of at least `threads` invocations. `key` names the program with every
   * number its code was made from; `tensors` are the program's outputs, then its inputs, in order.
   */
  run(
    key: string,
    program: () => Program,
    tensors: readonly TensorInfo[],
    threads: number,
    params: readonly number[] = [],
  ): void {
    const { inside, views } = this;
    if (this.rehearsed) {
      if (!this.pipelines.has(key)) this.rehearsed.set(key, program());
      return;
    }
    const { pipeline, workgroup } = this.pipelines.get(key) ?? this.compile(key, program());
    for (const { dataId } of tensors) inside.upload(dataId);
    const entries: GPUBindGroupEntry[] = tensors.map((tensor, binding) => ({
      binding,
      resource: views.bindingOf(tensor.dataId),
    }));
    if (params.length > 0) entries.push({ binding: tensors.length, resource: this.uniform(params) });
    const group = inside.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    for (const { dataId } of tensors) views.holdUntilSubmit(dataId);
    const pass = inside.passForDispatch();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(...grid(Math.ceil(threads / workgroup)));
  }

  /** A tensor's buffer as a tensor, and its first float there: weights of two networks are views of one pack. */
  whole(tensor: TensorInfo): { readonly tensor: TensorInfo; readonly from: number } {
    this.inside.upload(tensor.dataId);
    const owner = this.views.ownerOf(tensor.dataId);
    const { shape, dtype } = this.inside.dataOf(owner);
    const from = (this.views.bindingOf(tensor.dataId).offset ?? 0) / 4;
    return { tensor: { dataId: owner, shape, dtype }, from };
  }

  /** `shape` values of a tensor from float `offset` on: a view where it can be one, else a copy; no dispatch. */
  view(tensor: TensorInfo, shape: readonly number[], offset: number): TensorInfo {
    this.inside.upload(tensor.dataId);
    if (offset % 64 === 0) {
      const dataId = this.views.viewOf(tensor.dataId, shape, offset);
      return { dataId, shape: [...shape], dtype: 'float32' };
    }
    const out = this.output(shape);
    const size = shape.reduce((a, b) => a * b, 1);
    this.copy(out, [{ from: tensor, at: 0, size, skip: offset }]);
    return out;
  }

  /** Tensors of these shapes in one new buffer, and where each starts: programs bind eight buffers at most. */
  outputs(shapes: readonly (readonly number[])[]): {
    readonly all: TensorInfo;
    readonly at: readonly number[];
    readonly views: readonly TensorInfo[];
  } {
    const at: number[] = [];
    let length = 0;
    for (const shape of shapes) {
      at.push(length);
      length += Math.ceil(shape.reduce((a, b) => a * b, 1) / 64) * 64;
    }
    const all = this.output([length]);
    const views = shapes.map((shape, i) => this.view(all, shape, at[i]));
    // the views hold on to it
    this.free(all);
    return { all, at, views };
  }

  /** Copies whole tensors to places of another, float offsets; no dispatch. */
  copy(to: TensorInfo, parts: readonly CopyPart[]): void {
    const { inside, views } = this;
    const target = views.bindingOf(to.dataId);
    const encoder = inside.encoder();
    for (const { from, at, size, skip } of parts) {
      inside.upload(from.dataId);
      const source = views.bindingOf(from.dataId);
      encoder.copyBufferToBuffer(
        source.buffer,
        (source.offset ?? 0) + 4 * (skip ?? 0),
        target.buffer,
        (target.offset ?? 0) + at * 4,
        size * 4,
      );
      views.holdUntilSubmit(from.dataId);
    }
    inside.holdUntilSubmit(to.dataId);
  }

  /** Gives back a tensor that never left a kernel. */
  free(tensor: TensorInfo): void {
    this.inside.free(tensor.dataId);
  }

  /** Zeroes a tensor; no dispatch. */
  clear(tensor: TensorInfo): void {
    const { buffer, offset, size } = this.views.bindingOf(tensor.dataId);
    this.inside.encoder().clearBuffer(buffer, offset ?? 0, size ?? buffer.size);
    this.inside.holdUntilSubmit(tensor.dataId);
  }

  /** Sends what was encoded so far to the device. */
  submit(): void {
    this.inside.submit();
  }

  /** Once the device has worked off its queue; a lost device answers at once, after the news of its loss. */
  async answered(): Promise<void> {
    await this.inside.queue.onSubmittedWorkDone().catch(() => {});
  }

  private uniform(params: readonly number[]): GPUBufferBinding {
    const size = Math.ceil(params.length / 4) * 16;
    const buffer = this.inside.acquire(size, GPUBufferUsage.COPY_DST | GPUBufferUsage.UNIFORM);
    const values = new Float32Array(size / 4);
    values.set(params);
    this.inside.queue.writeBuffer(buffer, 0, values);
    this.inside.releaseAtSubmit(buffer);
    return { buffer };
  }

  /**
   * Compiles, side by side and without waiting for any, the programs that `work` would run: it is rehearsed, and
   * what it computes is worthless. `progress` hears how many of how many are ready.
   */
  async compileFor(work: () => void, progress: (ready: number, all: number) => void): Promise<void> {
    const programs = new Map<string, Program>();
    this.rehearsed = programs;
    try {
      work();
    } finally {
      this.rehearsed = undefined;
    }
    let ready = 0;
    const compile = async ([key, program]: [string, Program]) => {
      const pipeline = await this.inside.device.createComputePipelineAsync(this.describe(key, program));
      this.pipelines.set(key, { pipeline, workgroup: program.workgroup });
      progress(++ready, programs.size);
    };
    await Promise.all([...programs].map(compile));
  }

  private compile(key: string, program: Program) {
    const pipeline = this.inside.device.createComputePipeline(this.describe(key, program));
    const made = { pipeline, workgroup: program.workgroup };
    this.pipelines.set(key, made);
    return made;
  }

  private describe(label: string, program: Program): GPUComputePipelineDescriptor {
    const module = this.inside.device.createShaderModule({ label, code: sourceOf(program) });
    return { label, layout: 'auto', compute: { module, entryPoint: 'start' } };
  }
}

/** WGSL for the number of group `g`, one or two groups. */
export function byGroup([first, second]: readonly number[]): string {
  return second === undefined ? `${first}u` : `select(${first}u, ${second}u, g == 1u)`;
}

/** Workgroups of at most 65,535 in a direction. */
function grid(groups: number): [number, number, number] {
  if (groups <= 65535) return [groups, 1, 1];
  const rows = Math.ceil(groups / 65535);
  return [Math.ceil(groups / rows), rows, 1];
}

function sourceOf({ outputs, inputs, params, workgroup, functions, each, body }: Program): string {
  const bind =
    (access: string, from: number) =>
    ([name, type]: [string, string], i: number) =>
      `@group(0) @binding(${from + i}) var<storage, ${access}> ${name}: array<${type}>;`;
  const count = Object.keys(outputs).length + Object.keys(inputs).length;
  const uniform = params
    ? `struct Params { ${params.map((name) => `${name}: f32`).join(', ')} };
@group(0) @binding(${count}) var<uniform> params: Params;`
    : '';
  return `${Object.entries(outputs).map(bind('read_write', 0)).join('\n')}
${Object.entries(inputs)
  .map(bind('read', Object.keys(outputs).length))
  .join('\n')}
${uniform}
${functions ?? ''}
@compute @workgroup_size(${workgroup})
fn start(@builtin(workgroup_id) group_place: vec3u, @builtin(num_workgroups) group_counts: vec3u, @builtin(local_invocation_index) lane: u32) {
  let group = group_place.y * group_counts.x + group_place.x;
  ${each ? `let ${each[0]} = group * ${workgroup}u + lane;\n  if (${each[0]} >= ${each[1]}u) { return; }` : ''}
${body}
}
`;
}
