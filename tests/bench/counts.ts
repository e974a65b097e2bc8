/** Requests to WebGPU since the last reset. */
export interface Counts {
  readonly dispatches: number;
  readonly submits: number;
  readonly passes: number;
  /** Buffer-to-buffer copies. */
  readonly copies: number;
  readonly buffersCreated: number;
  readonly bytesCreated: number;
  readonly writes: number;
  readonly bytesWritten: number;
  readonly bindGroups: number;
  readonly pipelines: number;
  /** Buffers mapped for reading. */
  readonly readBacks: number;
}

type Tally = { -readonly [K in keyof Counts]: number };

const none = (): Tally => ({
  dispatches: 0,
  submits: 0,
  passes: 0,
  copies: 0,
  buffersCreated: 0,
  bytesCreated: 0,
  writes: 0,
  bytesWritten: 0,
  bindGroups: 0,
  pipelines: 0,
  readBacks: 0,
});

let tally = none();
let installed = false;

/**
 * Starts counting, for every device of this page, worker or process: on the prototypes, since an engine opens
 * its device itself. Needs the WebGPU classes as globals (a browser has them; in Node assign the `globals` of
 * the package `webgpu` first). Counting twice counts once.
 */
export function countGpu(): void {
  if (installed) return;
  installed = true;
  before(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', () => tally.dispatches++);
  before(GPUComputePassEncoder.prototype, 'dispatchWorkgroupsIndirect', () => tally.dispatches++);
  before(GPUQueue.prototype, 'submit', () => tally.submits++);
  before(GPUQueue.prototype, 'writeBuffer', (_buffer, _offset, data, _from, size) => {
    tally.writes++;
    // size counts elements of a typed array, bytes of anything else
    const unit = 'BYTES_PER_ELEMENT' in data ? Number(data.BYTES_PER_ELEMENT) : 1;
    tally.bytesWritten += size === undefined ? data.byteLength : size * unit;
  });
  before(GPUCommandEncoder.prototype, 'beginComputePass', () => tally.passes++);
  before(GPUCommandEncoder.prototype, 'copyBufferToBuffer', () => tally.copies++);
  before(GPUDevice.prototype, 'createBuffer', ({ size }) => {
    tally.buffersCreated++;
    tally.bytesCreated += size;
  });
  before(GPUDevice.prototype, 'createBindGroup', () => tally.bindGroups++);
  before(GPUDevice.prototype, 'createComputePipeline', () => tally.pipelines++);
  before(GPUDevice.prototype, 'createComputePipelineAsync', () => tally.pipelines++);
  before(GPUBuffer.prototype, 'mapAsync', (mode) => {
    if (mode & GPUMapMode.READ) tally.readBacks++;
  });
}

export function resetCounts(): void {
  tally = none();
}

export function counts(): Counts {
  return { ...tally };
}

/** The surplus of `more` over `less`. */
export function difference(more: Counts, less: Counts): Counts {
  const found = none();
  for (const key of Object.keys(found) as (keyof Counts)[]) found[key] = more[key] - less[key];
  return found;
}

type Arguments<T, N extends keyof T> = T[N] extends (...args: infer A) => unknown ? A : never;

/** Calls `hear` with the arguments of every call of a method, then the method. */
function before<T extends object, N extends keyof T>(
  prototype: T,
  name: N,
  hear: (...args: Arguments<T, N>) => void,
): void {
  const original: unknown = prototype[name];
  if (typeof original !== 'function') throw new Error(`WebGPU has no ${String(name)} here`);
  const heard = function (this: T, ...args: Arguments<T, N>): unknown {
    hear(...args);
    return Reflect.apply(original, this, args);
  };
  Object.defineProperty(prototype, name, { value: heard, configurable: true, writable: true });
}
