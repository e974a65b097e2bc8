import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type Fields, requireFields } from './fields.ts';

/** The identity of a tensor's data, which several tensors may share. */
export type DataId = TensorInfo['dataId'];

export const WEBGPU_FIELDS: Fields = {
  'each GPU program': [
    'device',
    'queue',
    'commandEncoder',
    'computePassEncoder',
    'ensureCommandEncoderReady',
    'endComputePassEncoder',
    'dispatchCountInPass',
    'submitQueue',
  ],
  'each tensor on the GPU': ['makeTensorInfo', 'uploadToGPU', 'tensorMap', 'commandQueueOwnedIds'],
  'the pool of buffers': ['bufferManager', 'uniformPendingDisposal'],
  'each view of a buffer': ['tensorToBinding', 'write', 'read', 'disposeData', 'refCount', 'incRef'],
};

export const BUFFERS_FIELDS: Fields = { 'the pool of buffers': ['acquireBuffer'] };

/** Fields of the backend's record of a tensor's data, once the data has a buffer. */
export const DATA_FIELDS: Fields = { 'each tensor on the GPU': ['values', 'dtype', 'shape', 'resource'] };

/** The ways in which the backend handles a tensor's data, and which may be replaced. */
export interface Mended {
  binding(tensor: TensorInfo): ReturnType<WebGPUBackend['tensorToBinding']>;
  dispose(id: DataId, force?: boolean): boolean;
  read(id: DataId): ReturnType<WebGPUBackend['read']>;
  upload(id: DataId): void;
}

/** The inside of TensorFlow.js' WebGPU backend: its buffers, its command encoder and its submits. */
export class WebgpuInside {
  private readonly backend: WebGPUBackend;

  /** Throws a TroubleError that names a field which the backend has lost. */
  constructor(backend: WebGPUBackend) {
    requireFields(backend, 'WebGPUBackend', WEBGPU_FIELDS);
    requireFields(backend.bufferManager, 'WebGPUBackend.bufferManager', BUFFERS_FIELDS);
    this.backend = backend;
    const probe = this.create([1], 'float32');
    this.upload(probe.dataId);
    requireFields(this.dataOf(probe.dataId), 'WebGPUBackend.tensorMap.get()', DATA_FIELDS);
    backend.disposeData(probe.dataId);
  }

  get device(): GPUDevice {
    return this.backend.device;
  }

  get queue(): GPUQueue {
    return this.backend.queue;
  }

  /** A new tensor. It gets its buffer with the first upload. */
  create(shape: readonly number[], dtype: 'float32' | 'int32'): TensorInfo {
    return this.backend.makeTensorInfo([...shape], dtype);
  }

  /** Gives the data a buffer, unless it has one. */
  upload(id: DataId): void {
    this.backend.uploadToGPU(id);
  }

  /** The backend's record of the data. Its fields may be written. */
  dataOf(id: DataId) {
    return this.backend.tensorMap.get(id);
  }

  /** The data's buffer. Throws an Error when the data was not uploaded. */
  bufferOf(id: DataId): GPUBuffer {
    const { resource } = this.dataOf(id);
    if (!(resource instanceof GPUBuffer)) throw new Error('a tensor without a buffer was bound');
    return resource;
  }

  /** New data on the buffer of other data. Freeing it leaves the buffer alone. */
  borrow(id: DataId, shape: readonly number[]): DataId {
    const made = this.backend.write(null as never, [...shape], 'float32');
    const data = this.dataOf(made);
    data.resource = this.bufferOf(id);
    data.external = true;
    return made;
  }

  /** Adds a reference to the data, which one more `free` takes away. */
  retain(id: DataId): void {
    this.backend.incRef(id);
  }

  references(id: DataId): number {
    return this.backend.refCount(id);
  }

  free(id: DataId): void {
    this.backend.disposeData(id);
  }

  /** Keeps the data's buffer until the commands so far are submitted, even when the data is freed. */
  holdUntilSubmit(id: DataId): void {
    this.backend['commandQueueOwnedIds'].add(id);
  }

  /** A buffer of this size from the pool, with its old contents. */
  acquire(size: number, usage: GPUBufferUsageFlags): GPUBuffer {
    return this.backend.bufferManager.acquireBuffer(size, usage);
  }

  /** Gives a buffer back to the pool at the next submit. */
  releaseAtSubmit(buffer: GPUBuffer): void {
    this.backend['uniformPendingDisposal'].push(buffer);
  }

  /** The current compute pass, or a new one, for one dispatch. */
  passForDispatch(): GPUComputePassEncoder {
    const { backend } = this;
    backend.ensureCommandEncoderReady();
    backend['computePassEncoder'] ??= backend['commandEncoder'].beginComputePass();
    backend['dispatchCountInPass']++;
    return backend['computePassEncoder'];
  }

  /** The command encoder, outside a compute pass. */
  encoder(): GPUCommandEncoder {
    this.backend.ensureCommandEncoderReady();
    this.backend.endComputePassEncoder();
    return this.backend['commandEncoder'];
  }

  /** Sends the commands so far to the device. */
  submit(): void {
    if (!this.backend['commandEncoder']) return;
    this.backend.endComputePassEncoder();
    this.backend.submitQueue();
  }

  /** Replaces the ways in which this backend handles data. `mend` gets the stock ones. */
  mend(mend: (stock: Mended) => Mended): void {
    const { backend } = this;
    const bind = backend['tensorToBinding'].bind(backend);
    const mended = mend({
      binding: bind,
      dispose: backend.disposeData.bind(backend),
      read: backend.read.bind(backend),
      upload: backend.uploadToGPU.bind(backend),
    });
    backend['tensorToBinding'] = (tensor?: TensorInfo) => (tensor ? mended.binding(tensor) : bind(tensor));
    backend.disposeData = mended.dispose;
    backend.read = mended.read;
    backend.uploadToGPU = mended.upload;
  }
}

/** The 32-bit numbers that data of this type becomes on the GPU. Undefined for types that only the backend uploads.
 *  */
export function uploadedAs(dtype: DataType): 'integers' | 'floats' | undefined {
  if (dtype === 'string' || dtype === 'complex64') return undefined;
  return dtype === 'float32' ? 'floats' : 'integers';
}
