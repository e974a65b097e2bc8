import type { DataId, Mended, WebgpuInside } from '../tfjs/webgpu.ts';
import { uploadedAs } from '../tfjs/webgpu.ts';

interface View {
  readonly owner: DataId;
  /** Bytes. */
  readonly offset: number;
  readonly size: number;
}

/**
 * A view is a tensor whose data is a range of another's buffer. The backend binds, reads and frees whole buffers; this
 * teaches one backend ranges, and uploads that cost no buffer, no copy and no pass.
 */
export class Views {
  private readonly inside: WebgpuInside;
  private readonly views = new WeakMap<DataId, View>();

  /** Changes the backend: one value for each. */
  constructor(inside: WebgpuInside) {
    this.inside = inside;
    inside.mend((stock) => this.mended(stock));
  }

  /** The tensor data that holds the buffer. */
  ownerOf(id: DataId): DataId {
    return this.views.get(id)?.owner ?? id;
  }

  /** What a program binds of a tensor. */
  bindingOf(id: DataId): GPUBufferBinding {
    const buffer = this.inside.bufferOf(this.ownerOf(id));
    const view = this.views.get(id);
    return view ? { buffer, offset: view.offset, size: view.size } : { buffer };
  }

  /** Keeps a tensor's buffer, and the tensor, until the commands so far are submitted. */
  holdUntilSubmit(id: DataId): void {
    this.inside.holdUntilSubmit(id);
    this.inside.holdUntilSubmit(this.ownerOf(id));
  }

  /** Tensor data of `shape` over floats of another's buffer from `offset` on. A range starts at a multiple of 64
   *  floats. The other tensor's data lives at least as long. */
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
