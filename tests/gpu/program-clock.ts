import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { Gpu } from '../../src/math/webgpu/gpu.ts';
import { MOST_QUERIES, readTimestamps, stamp } from '../bench/timestamps.ts';

/** Time that one program ran at one of its calls, by the GPU's own clock. */
export interface Timed {
  readonly program: string;
  readonly microseconds: number;
}

interface Reading {
  readonly queries: GPUQuerySet;
  readonly programs: string[];
}

/** Puts every program of `Gpu` and of TensorFlow.js into a pass of its own, with the clock around it. */
export class ProgramClock {
  private reading: Reading | undefined;
  private program = '';

  /** Hooks WebGPU, `Gpu` and the backend; once, and before either runs. */
  constructor(backend: WebGPUBackend) {
    const begin = GPUCommandEncoder.prototype.beginComputePass;
    const next = (given?: GPUComputePassDescriptor) => this.next(given);
    GPUCommandEncoder.prototype.beginComputePass = function (given) {
      return begin.call(this, next(given));
    };
    const alone = <T>(program: string, work: () => T): T => {
      if (!this.reading) return work();
      backend.endComputePassEncoder();
      this.program = program;
      const made = work();
      backend.endComputePassEncoder();
      return made;
    };
    const { run } = Gpu.prototype;
    Gpu.prototype.run = function (key, ...rest) {
      alone(key, () => run.call(this, key, ...rest));
    };
    const stock = backend.runWebGPUProgram.bind(backend);
    backend.runWebGPUProgram = (program, ...rest) =>
      alone(`stock ${program.constructor.name} ${program.outputShape}`, () => stock(program, ...rest));
  }

  /** Times every program that `work` runs; `work` waits for the device. */
  async time(device: GPUDevice, work: () => Promise<unknown>): Promise<Timed[]> {
    const queries = device.createQuerySet({ type: 'timestamp', count: MOST_QUERIES });
    const reading: Reading = { queries, programs: [] };
    this.reading = reading;
    try {
      await work();
    } finally {
      this.reading = undefined;
    }
    const { programs } = reading;
    if (programs.length === 0) return [];
    const times = await readTimestamps(device, queries, 2 * programs.length);
    return programs.map((program, at) => ({
      program,
      microseconds: Number(times[2 * at + 1] - times[2 * at]) / 1000,
    }));
  }

  private next(given: GPUComputePassDescriptor | undefined): GPUComputePassDescriptor | undefined {
    const { reading } = this;
    if (!reading || 2 * (reading.programs.length + 1) > MOST_QUERIES) return given;
    const at = 2 * reading.programs.length;
    reading.programs.push(this.program);
    return { ...given, timestampWrites: stamp(reading.queries, at) };
  }
}

/** Asks for the clock on every device that is opened from now on; without it there is nothing to read. */
export function requestClock(): void {
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = function (given) {
    const features = new Set(given?.requiredFeatures ?? []);
    if (this.features.has('timestamp-query')) features.add('timestamp-query');
    return requestDevice.call(this, { ...given, requiredFeatures: [...features] });
  };
}
