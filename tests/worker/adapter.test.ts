import { afterEach, expect, test, vi } from 'vitest';
import { deviceOf, noWebGPU, type Probe, probeWebGPU } from '../../src/worker/adapter.ts';

afterEach(() => vi.unstubAllGlobals());

const offers = (adapter: unknown) =>
  vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => adapter } });

const named = (description: string, isFallbackAdapter = false) => ({
  info: { vendor: 'maker', architecture: '', device: 'maker', description, isFallbackAdapter },
});

test('a page without WebGPU says so', async () => {
  vi.stubGlobal('navigator', {});
  expect(await probeWebGPU()).toMatchObject({
    software: false,
    doubt: 'This browser has no WebGPU, or it is switched off',
    help: expect.stringContaining('switch it on'),
  });
});

test('each cause has its own words and its own way out, in the notice too', async () => {
  const probes: Probe[] = [];
  vi.stubGlobal('navigator', {});
  probes.push(await probeWebGPU());
  vi.stubGlobal('isSecureContext', false);
  probes.push(await probeWebGPU());
  offers(null);
  probes.push(await probeWebGPU(), await probeWebGPU(true));
  const refuse = (error: Error) =>
    vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.reject(error) } });
  refuse(new DOMException('not here', 'NotAllowedError'));
  probes.push(await probeWebGPU());
  refuse(new Error('out of order'));
  probes.push(await probeWebGPU());
  expect(probes.map(({ doubt }) => doubt)).toEqual([
    expect.stringContaining('switched off'),
    expect.stringContaining('https'),
    expect.stringContaining('found no GPU'),
    expect.stringContaining('after its GPU process crashed'),
    expect.stringContaining('permissions policy'),
    expect.stringContaining('(out of order)'),
  ]);
  expect(new Set(probes.map(({ help }) => help)).size).toBe(6);
  for (const probe of probes) {
    const { why, todo } = noWebGPU(probe);
    expect([why, todo]).toEqual([`${probe.doubt}.`, expect.stringContaining(probe.help)]);
  }
});

test('a hardware adapter is named by each word once, and nothing speaks against it', async () => {
  offers(named('GeForce'));
  expect(await probeWebGPU()).toMatchObject({ name: 'maker GeForce', software: false, doubt: '' });
});

test.each(['SwiftShader Device', 'llvmpipe (LLVM 19)', 'Microsoft Basic Render Driver', 'D3D12 WARP'])(
  '%s is software',
  async (description) => {
    offers(named(description));
    expect(await probeWebGPU()).toMatchObject({ software: true, doubt: expect.stringContaining('software') });
  },
);

test('a name that contains a software name within a word is hardware', async () => {
  offers(named('Warpdrive 3000'));
  expect((await probeWebGPU()).software).toBe(false);
});

test('a fallback adapter is software under any name', async () => {
  offers(named('Plain', true));
  expect((await probeWebGPU()).software).toBe(true);
});

test('a device is requested with the limits of its adapter', async () => {
  const limits = {
    maxBufferSize: 1,
    maxStorageBufferBindingSize: 2,
    maxComputeWorkgroupStorageSize: 3,
    maxComputeWorkgroupsPerDimension: 4,
    maxComputeInvocationsPerWorkgroup: 5,
    maxComputeWorkgroupSizeX: 6,
  };
  const requestDevice = vi.fn(async () => ({}));
  offers({ ...named('GeForce'), limits: { ...limits, maxTextureDimension1D: 7 }, requestDevice });
  const { adapter } = await probeWebGPU();
  if (!adapter) throw new Error('found no GPU');
  await deviceOf(adapter);
  expect(requestDevice).toHaveBeenCalledWith({ requiredLimits: limits });
});
