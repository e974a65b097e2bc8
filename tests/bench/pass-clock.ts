import { MOST_QUERIES, readTimestamps, stamp } from './timestamps.ts';

/** The GPU's own clock around every compute pass, between start and stop. */
export interface PassClock {
  /** Hooks WebGPU; before a device is opened, since the clock is a feature of the device. */
  install(): void;
  start(): void;
  /** Milliseconds inside passes since start; undefined where the device has no clock. */
  stop(): Promise<number | undefined>;
}

/** Passes in one query set, two queries a pass. */
const PASSES = MOST_QUERIES / 2;

export function clockPasses(): PassClock {
  let running = false;
  let device: GPUDevice | undefined;
  const sets: { readonly queries: GPUQuerySet; used: number }[] = [];

  const next = (on: GPUDevice): GPUComputePassTimestampWrites => {
    let set = sets.at(-1);
    if (!set || set.used === PASSES) {
      set = { queries: on.createQuerySet({ type: 'timestamp', count: MOST_QUERIES }), used: 0 };
      sets.push(set);
    }
    return stamp(set.queries, 2 * set.used++);
  };

  return {
    install: () => {
      const { requestDevice } = GPUAdapter.prototype;
      GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, given?: GPUDeviceDescriptor) {
        const features = new Set(given?.requiredFeatures ?? []);
        if (this.features.has('timestamp-query')) features.add('timestamp-query');
        device = await requestDevice.call(this, { ...given, requiredFeatures: [...features] });
        return device;
      };
      const { beginComputePass } = GPUCommandEncoder.prototype;
      GPUCommandEncoder.prototype.beginComputePass = function (
        this: GPUCommandEncoder,
        given?: GPUComputePassDescriptor,
      ) {
        const timed = running && device?.features.has('timestamp-query');
        return beginComputePass.call(
          this,
          timed && device ? { ...given, timestampWrites: next(device) } : given,
        );
      };
    },
    start: () => {
      running = true;
    },
    stop: async () => {
      running = false;
      if (!device?.features.has('timestamp-query')) return undefined;
      let nanoseconds = 0;
      for (const { queries, used } of sets.splice(0)) {
        nanoseconds += await elapsed(device, queries, used);
      }
      return nanoseconds / 1e6;
    },
  };
}

async function elapsed(device: GPUDevice, queries: GPUQuerySet, passes: number): Promise<number> {
  const times = await readTimestamps(device, queries, 2 * passes);
  let sum = 0n;
  for (let pass = 0; pass < passes; pass++) {
    const [begin, end] = [times[2 * pass], times[2 * pass + 1]] as [bigint, bigint];
    if (end > begin) sum += end - begin;
  }
  return Number(sum);
}
