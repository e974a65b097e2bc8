/** The GPU's own clock around every compute pass, between start and stop. */
export interface PassClock {
  /** Hooks WebGPU; before a device is opened, since the clock is a feature of the device. */
  install(): void;
  start(): void;
  /** Milliseconds inside passes since start; undefined where the device has no clock. */
  stop(): Promise<number | undefined>;
}

/** Passes in one query set; WebGPU allows 4096 queries, two a pass. */
const PASSES = 2048;
const BYTES = 8;

export function clockPasses(): PassClock {
  let running = false;
  let device: GPUDevice | undefined;
  const sets: { readonly queries: GPUQuerySet; used: number }[] = [];

  const next = (on: GPUDevice): GPUComputePassTimestampWrites => {
    let set = sets.at(-1);
    if (!set || set.used === PASSES) {
      set = { queries: on.createQuerySet({ type: 'timestamp', count: 2 * PASSES }), used: 0 };
      sets.push(set);
    }
    const at = 2 * set.used++;
    return { querySet: set.queries, beginningOfPassWriteIndex: at, endOfPassWriteIndex: at + 1 };
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
        queries.destroy();
      }
      return nanoseconds / 1e6;
    },
  };
}

async function elapsed(device: GPUDevice, queries: GPUQuerySet, passes: number): Promise<number> {
  const size = 2 * passes * BYTES;
  const resolved = device.createBuffer({
    size,
    usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
  });
  const read = device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  const encoder = device.createCommandEncoder();
  encoder.resolveQuerySet(queries, 0, 2 * passes, resolved, 0);
  encoder.copyBufferToBuffer(resolved, 0, read, 0, size);
  device.queue.submit([encoder.finish()]);
  await read.mapAsync(GPUMapMode.READ);
  const times = new BigUint64Array(read.getMappedRange());
  let sum = 0n;
  for (let pass = 0; pass < passes; pass++) {
    const [begin, end] = [times[2 * pass], times[2 * pass + 1]] as [bigint, bigint];
    if (end > begin) sum += end - begin;
  }
  read.unmap();
  read.destroy();
  resolved.destroy();
  return Number(sum);
}
