import { type Trouble, TroubleError } from '../base/errors.ts';

/** Bytes of a number. */
const FLOAT = 4;

/** The trouble of a count whose device fails it. */
export const gpuStopped = (why: string): Trouble => ({
  kind: 'device',
  failed: 'The GPU stopped while it counted prototypes',
  why,
  todo: 'Count again. WebAssembly counts where the GPU does not.',
});

/** Numbers of four bytes on a device, in buffers that live until `destroy`. */
export class GpuMemory {
  readonly #device: GPUDevice;
  readonly #buffers: GPUBuffer[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  buffer(numbers: number, usage: number = GPUBufferUsage.STORAGE): GPUBuffer {
    const buffer = this.#device.createBuffer({
      size: numbers * FLOAT,
      usage: usage | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
    });
    this.#buffers.push(buffer);
    return buffer;
  }

  /** Writes values behind the first `from` numbers of a buffer. */
  write(buffer: GPUBuffer, values: Float32Array | Uint32Array, from = 0): void {
    const { buffer: bytes, byteOffset, byteLength } = values;
    this.#device.queue.writeBuffer(buffer, from * FLOAT, bytes as ArrayBuffer, byteOffset, byteLength);
  }

  /** The first numbers of some buffers, by one copy. */
  async read(wanted: readonly (readonly [GPUBuffer, number])[]): Promise<Uint32Array[]> {
    const size = wanted.reduce((sum, [, count]) => sum + count * FLOAT, 0);
    if (size === 0) return wanted.map(() => new Uint32Array(0));
    const staging = this.#device.createBuffer({
      size,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    try {
      const encoder = this.#device.createCommandEncoder();
      let at = 0;
      for (const [buffer, count] of wanted) {
        encoder.copyBufferToBuffer(buffer, 0, staging, at, count * FLOAT);
        at += count * FLOAT;
      }
      this.#device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      const all = new Uint32Array(staging.getMappedRange().slice(0));
      at = 0;
      return wanted.map(([, count]) => {
        at += count;
        return all.subarray(at - count, at);
      });
    } finally {
      staging.destroy();
    }
  }

  destroy(): void {
    for (const buffer of this.#buffers) buffer.destroy();
  }
}

/** Makes something in the memory of a device. Throws a `device` TroubleError when that is full. */
export async function allocated<T>(device: GPUDevice, make: () => T): Promise<T> {
  device.pushErrorScope('out-of-memory');
  const made = make();
  const error = await device.popErrorScope();
  if (error) throw new TroubleError(gpuStopped(`Its memory is full (${error.message}).`));
  return made;
}
