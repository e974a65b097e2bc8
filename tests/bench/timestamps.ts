/** Queries of one set: WebGPU allows so many. */
export const MOST_QUERIES = 4096;

/** The GPU's clock at the first `count` queries of a set, in ns; the set is destroyed. */
export async function readTimestamps(
  device: GPUDevice,
  queries: GPUQuerySet,
  count: number,
): Promise<bigint[]> {
  const size = 8 * count;
  const resolved = device.createBuffer({
    size,
    usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
  });
  const read = device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  const encoder = device.createCommandEncoder();
  encoder.resolveQuerySet(queries, 0, count, resolved, 0);
  encoder.copyBufferToBuffer(resolved, 0, read, 0, size);
  device.queue.submit([encoder.finish()]);
  await read.mapAsync(GPUMapMode.READ);
  const times = [...new BigUint64Array(read.getMappedRange())];
  read.unmap();
  for (const made of [read, resolved, queries]) made.destroy();
  return times;
}

/** The slots where a pass writes the clock at its begin and end. */
export const stamp = (querySet: GPUQuerySet, at: number): GPUComputePassTimestampWrites => ({
  querySet,
  beginningOfPassWriteIndex: at,
  endOfPassWriteIndex: at + 1,
});

/** The largest power of two that divides all times: the steps in which the clock counts, in ns. */
export function granularity(times: readonly bigint[]): number {
  const bits = times.reduce((all, time) => all | time, 0n);
  return Number(bits & -bits);
}
