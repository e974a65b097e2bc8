import type { TensorInfo } from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

// A view is a tensor whose data is a range of another's buffer. The backend binds, reads and frees whole
// buffers: these changes teach it ranges, on the instance, with the version pinned.

type DataId = object;

interface View {
  readonly owner: DataId;
  /** Bytes. */
  readonly offset: number;
  readonly size: number;
}

const views = new WeakMap<DataId, View>();

/** The tensor data that holds the buffer. */
export const ownerOf = (id: DataId): DataId => views.get(id)?.owner ?? id;

/** What a program binds of a tensor. */
export function bindingOf(backend: WebGPUBackend, id: DataId): GPUBufferBinding {
  const buffer = backend['tensorMap'].get(ownerOf(id)).resource;
  if (!(buffer instanceof GPUBuffer)) throw new Error('a tensor without a buffer was bound');
  const view = views.get(id);
  return view ? { buffer, offset: view.offset, size: view.size } : { buffer };
}

/** Tensor data of `shape` over floats of another's buffer from `offset` on. A range starts at a multiple of 64
 *  floats. The other tensor's data lives at least as long. */
export function viewOf(backend: WebGPUBackend, id: DataId, shape: readonly number[], offset: number): DataId {
  const owner = ownerOf(id);
  const start = (views.get(id)?.offset ?? 0) + 4 * offset;
  const made = backend.write(null as never, [...shape], 'float32');
  const data = backend['tensorMap'].get(made);
  data.resource = backend['tensorMap'].get(owner).resource as GPUBuffer;
  data.external = true;
  views.set(made, { owner, offset: start, size: 4 * shape.reduce((a, b) => a * b, 1) });
  backend.incRef(owner);
  return made;
}

/** Teaches a backend views, and uploads that cost no buffer, no copy and no pass. Call once. */
export function mendBackend(backend: WebGPUBackend): void {
  const bind = backend['tensorToBinding'].bind(backend);
  backend['tensorToBinding'] = (tensor?: TensorInfo) => {
    if (!tensor || !views.has(tensor.dataId)) return bind(tensor);
    backend['commandQueueOwnedIds'].add(ownerOf(tensor.dataId));
    return bindingOf(backend, tensor.dataId);
  };
  const dispose = backend.disposeData.bind(backend);
  backend.disposeData = (id, force) => {
    const view = views.get(id);
    const last = view !== undefined && (force === true || backend.refCount(id) <= 1);
    const gone = dispose(id, force);
    if (view && last) dispose(view.owner);
    return gone;
  };
  const read = backend.read.bind(backend);
  backend.read = async (id) => {
    const view = views.get(id);
    if (!view) return read(id);
    const { shape } = backend['tensorMap'].get(id);
    const whole = backend.makeTensorInfo(shape, 'float32');
    backend.uploadToGPU(whole.dataId);
    const from = bindingOf(backend, id);
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    const encoder = backend['commandEncoder'] as GPUCommandEncoder;
    encoder.copyBufferToBuffer(
      from.buffer,
      view.offset,
      bindingOf(backend, whole.dataId).buffer,
      0,
      view.size,
    );
    backend['commandQueueOwnedIds'].add(view.owner);
    const values = await read(whole.dataId);
    dispose(whole.dataId);
    return values;
  };
  // the stock form maps a fresh staging buffer for every number; a pooled buffer was released at a submit, so
  // that a write from the queue comes after every use of it
  const upload = backend.uploadToGPU.bind(backend);
  backend.uploadToGPU = (id) => {
    const data = backend['tensorMap'].get(id);
    if (data.resource || !data.values || data.dtype === 'string' || data.dtype === 'complex64')
      return upload(id);
    const integers = data.dtype === 'int32' || data.dtype === 'bool';
    const values = integers ? Int32Array.from(data.values as never) : Float32Array.from(data.values as never);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer: GPUBuffer = backend.bufferManager.acquireBuffer(values.byteLength, usage);
    backend.queue.writeBuffer(buffer, 0, values);
    data.values = null as never;
    data.resource = buffer;
  };
}
