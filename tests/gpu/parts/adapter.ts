import * as tf from '@tensorflow/tfjs';
import { granularity, MOST_QUERIES, readTimestamps, stamp } from '../../bench/timestamps.ts';
import { deviceOf, findAdapter, freshDevice, limitsOf, useBackend } from '../device.ts';
import type { PartRecord } from '../record.ts';

const STAMPS = 64;

/** The card, what it allows, and the steps in which its clock counts. */
export async function adapter(record: PartRecord): Promise<void> {
  await record.item('adapter', async () => {
    const { info, features, limits } = await findAdapter();
    const { vendor, architecture, device, description, subgroupMinSize, subgroupMaxSize } = info;
    return {
      vendor,
      architecture,
      device,
      description,
      fallback: info.isFallbackAdapter,
      subgroups: [subgroupMinSize, subgroupMaxSize],
      features: [...features].sort(),
      limits: limitsOf(limits),
    };
  });
  await record.item('device, as the engine opens it', async () => {
    const { name, adapter: on, software, room } = await useBackend('webgpu', record);
    const { features, limits } = deviceOf(tf.backend());
    return {
      backend: name,
      adapter: on,
      software,
      room,
      features: [...features].sort(),
      limits: limitsOf(limits),
    };
  });
  await record.item('clock', async () => {
    const device = await freshDevice(['timestamp-query']);
    const queries = device.createQuerySet({ type: 'timestamp', count: MOST_QUERIES });
    const encoder = device.createCommandEncoder();
    for (let at = 0; at < STAMPS; at += 2)
      encoder.beginComputePass({ timestampWrites: stamp(queries, at) }).end();
    device.queue.submit([encoder.finish()]);
    const times = await readTimestamps(device, queries, STAMPS);
    return { granularityNs: granularity(times), first: times.slice(0, 4).map(String) };
  });
}
