import type { TensorInfo } from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { WebgpuInside } from '../tfjs/webgpu.ts';
import { Views } from './views.ts';

/** WGSL element types of a program's arrays, by name. */
type Bound = Readonly<Record<string, 'f32' | 'vec4f' | 'i32' | 'u32'>>;

/** A compute program. Its code contains the sizes, so that most programs need no uniforms. */
export interface Program {
  readonly outputs: Bound;
  readonly inputs: Bound;
  /** Names of float32 uniforms, for numbers that change from step to step. The body reads `params.name`. */
  readonly params?: readonly string[];
  readonly workgroup: number;
  /** WGSL functions and module variables for the body. */
  readonly functions?: string;
  /** The name of a thread's number in the body, and the number of threads. Further threads do nothing. */
  readonly each?: readonly [name: string, count: number];
  /** WGSL statements. They see the number of the workgroup, `group`, and of the thread in it, `lane`, both u32. */
  readonly body: string;
}

/** A copy of `size` floats of `from`, starting at float `skip`, to float `at` of the target. */
export interface CopyPart {
  readonly from: TensorInfo;
  readonly at: number;
  readonly size: number;
  readonly skip?: number;
}

/** Runs our own programs on the WebGPU backend, between the stock ones in its command encoder. */
export class Gpu {
  /** True when the adapter runs on the CPU. Programs then avoid barriers and give each thread more work. */
  readonly software: boolean;
  private readonly inside: WebgpuInside;
  private readonly views: Views;
  private readonly pipelines = new Map<
    string,
    { readonly pipeline: GPUComputePipeline; readonly workgroup: number }
  >();
  /** During a rehearsal, the programs that it asked for and that are not compiled. */
  private rehearsed: Map<string, Program> | undefined;

  /** Changes the backend, so make only one for each. Throws a TroubleError that names a field which the backend has
   *  lost. */
  constructor(backend: WebGPUBackend, software: boolean) {
    this.inside = new WebgpuInside(backend);
    this.views = new Views(this.inside);
    this.software = software;
  }

  /** A new tensor with a buffer, uninitialised. */
  output(shape: readonly number[], dtype: 'float32' | 'int32' = 'float32'): TensorInfo {
    const info = this.inside.create(shape, dtype);
    this.inside.upload(info.dataId);
    return info;
  }

  /**
   * Dispatches at least `threads` invocations of a program. `key` names the program together with every number in its
   * code. `tensors` are its outputs, then its inputs, in order.
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

  /** The whole buffer of a tensor as a tensor, and the tensor's first float in it. Two tensors with one buffer, such
   *  as weights in one pack, fit into one binding. */
  whole(tensor: TensorInfo): { readonly tensor: TensorInfo; readonly from: number } {
    this.inside.upload(tensor.dataId);
    const owner = this.views.ownerOf(tensor.dataId);
    const { shape, dtype } = this.inside.dataOf(owner);
    const from = (this.views.bindingOf(tensor.dataId).offset ?? 0) / 4;
    return { tensor: { dataId: owner, shape, dtype }, from };
  }

  /** A tensor of `shape` over the values from float `offset`, without a dispatch: a view when `offset` is a multiple
   *  of 64, else a copy. */
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

  /** New tensors of these shapes in one buffer, and the first float of each, because a program binds eight buffers at
   *  most. */
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
    // The views keep the buffer.
    this.free(all);
    return { all, at, views };
  }

  /** Copies ranges of tensors to places in another, without a dispatch. */
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

  /** Frees a tensor that a kernel did not return. */
  free(tensor: TensorInfo): void {
    this.inside.free(tensor.dataId);
  }

  /** Zeroes a tensor, without a dispatch. */
  clear(tensor: TensorInfo): void {
    const { buffer, offset, size } = this.views.bindingOf(tensor.dataId);
    this.inside.encoder().clearBuffer(buffer, offset ?? 0, size ?? buffer.size);
    this.inside.holdUntilSubmit(tensor.dataId);
  }

  /** Sends the encoded commands to the device. */
  submit(): void {
    this.inside.submit();
  }

  /** Resolves once the device has worked off its queue. For a lost device it resolves after the loss was reported. */
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
   * Compiles in parallel the programs that `work` runs. A rehearsal of `work` finds them, and its results are
   * meaningless. `progress` hears how many programs are ready, and how many they are.
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

/** WGSL for the number that belongs to group `g`, of one or two groups. */
export function byGroup([first, second]: readonly number[]): string {
  return second === undefined ? `${first}u` : `select(${first}u, ${second}u, g == 1u)`;
}

/** A grid of at least so many workgroups, at most 65,535 in a direction. */
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
