import { openGpuWithAdapter } from '../../src/node/gpu.ts';
import { adapterName } from '../bench/peer.ts';

// Prints the adapter that WebGPU offers here. Exit code 0: a GPU, 3: a software driver, 1: none.

try {
  await openGpuWithAdapter();
  const { adapter, software } = await adapterName();
  process.stdout.write(`${adapter}\n`);
  process.exit(software ? 3 : 0);
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exit(1);
}
