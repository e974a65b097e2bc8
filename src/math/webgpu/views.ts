import type { DataId, Mended, WebgpuInside } from '../tfjs/webgpu.ts';
import { uploadedAs } from '../tfjs/webgpu.ts';

interface View {
  readonly owner: DataId;
  /** First byte in the owner's buffer. */
  readonly offset: number;
  readonly size: number;
}

/**
 * Views of one backend: tensors whose data is a range of another's buffer. The stock backend binds, reads and frees
 * whole buffers alone. This teaches it ranges, and uploads without a staging buffer, a copy or a pass.
 */
export class Views {
  private readonly inside: WebgpuInside;
  private readonly views = new WeakMap<DataId, View>();

  /** Changes the backend, so make only one for each. */
  constructor(inside: WebgpuInside) {
    this.inside = inside;
    inside.mend((stock) => this.mended(stock));
  }

  /** The tensor data that holds the buffer. */
  ownerOf(id: DataId): DataId {
    return this.views.get(id)?.owner ?? id;
  }

  /** The buffer, or the range of one, that a program binds for a tensor. */
  bindingOf(id: DataId): GPUBufferBinding {
    const buffer = this.inside.bufferOf(this.ownerOf(id));
    const view = this.views.get(id);
    return view ? { buffer, offset: view.offset, size: view.size } : { buffer };
  }

  /** Keeps the data and its buffer until the commands so far are submitted, even when it is freed. */
  holdUntilSubmit(id: DataId): void {
    this.inside.holdUntilSubmit(id);
    this.inside.holdUntilSubmit(this.ownerOf(id));
  }

  /** New data of `shape` over the floats of other data from `offset`, which must be a multiple of 64. It keeps the
   *  other data's buffer. */
  viewOf(id: DataId, shape: readonly number[], offset: number): DataId {
    const owner = this.ownerOf(id);
    const start = (this.views.get(id)?.offset ?? 0) + 4 * offset;
    const made = this.inside.borrow(owner, shape);
    this.views.set(made, { owner, offset: start, size: 4 * shape.reduce((a, b) => a * b, 1) });
    this.inside.retain(owner);
    return made;
  }

  private mended(stock: Mended): Mended {
    const { inside, views } = this;
    return {
      binding: (tensor) => {
        if (!views.has(tensor.dataId)) return stock.binding(tensor);
        inside.holdUntilSubmit(this.ownerOf(tensor.dataId));
        return this.bindingOf(tensor.dataId);
      },
      dispose: (id, force) => {
        const view = views.get(id);
        const last = view !== undefined && (force === true || inside.references(id) <= 1);
        const gone = stock.dispose(id, force);
        if (view && last) stock.dispose(view.owner);
        return gone;
      },
      read: async (id) => {
        const view = views.get(id);
        if (!view) return stock.read(id);
        const whole = inside.create(inside.dataOf(id).shape, 'float32').dataId;
        inside.upload(whole);
        const [from, to] = [this.bindingOf(id), this.bindingOf(whole)];
        inside.encoder().copyBufferToBuffer(from.buffer, view.offset, to.buffer, 0, view.size);
        inside.holdUntilSubmit(view.owner);
        const values = await stock.read(whole);
        stock.dispose(whole);
        return values;
      },
      // The stock form maps a fresh staging buffer for every number. A pooled buffer was released at a submit, so a
      // write from the queue comes after every use of it.
      upload: (id) => {
        const data = inside.dataOf(id);
        const kind = uploadedAs(data.dtype);
        if (data.resource || !data.values || !kind) return stock.upload(id);
        const values =
          kind === 'integers'
            ? Int32Array.from(data.values as never)
            : Float32Array.from(data.values as never);
        const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
        const buffer = inside.acquire(values.byteLength, usage);
        inside.queue.writeBuffer(buffer, 0, values);
        data.values = null as never;
        data.resource = buffer;
      },
    };
  }
}
