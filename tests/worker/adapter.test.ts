import { afterEach, expect, test, vi } from 'vitest';
import { deviceOf, probeWebGPU } from '../../src/worker/adapter.ts';

afterEach(() => vi.unstubAllGlobals());

const offers = (adapter: unknown) =>
  vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => adapter } });

const named = (description: string, isFallbackAdapter = false) => ({
  info: { vendor: 'maker', architecture: '', device: 'maker', description, isFallbackAdapter },
});

test('a page without WebGPU says so', async () => {
  vi.stubGlobal('navigator', {});
  expect(await probeWebGPU()).toMatchObject({ software: false, doubt: 'This browser or page has no WebGPU' });
});

test.each([
  ['offers null', null],
  ['throws', undefined],
])('WebGPU that %s has no adapter', async (_, adapter) => {
  if (adapter === null) offers(null);
  else vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.reject(new Error('no')) } });
  const probe = await probeWebGPU();
  expect(probe.adapter).toBeUndefined();
  expect(probe.doubt).toContain('found no GPU');
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
