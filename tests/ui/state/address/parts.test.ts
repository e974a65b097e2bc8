import { describe, expect, it } from 'vitest';
import { placed } from '../../../../src/ui/state/address/parts.ts';

const at = (search: string, hash: string) => {
  const { query, hash: settings, moved, troubles } = placed({ search, hash });
  return { query, settings, moved, failed: troubles.map(({ failed }) => failed) };
};

describe('an address', () => {
  it.each([
    ['', ''],
    ['?backend=wasm&embed=1', '#v=2&K=64&lane1.prototypes=fixed'],
    ['?hide=K,method&lock=lr', ''],
    ['?backend=wasm&utm_source=letter&fbclid=7', '#v=2&result=AB_c-d'],
  ])('stays as it is where each pair is in its part: %s %s', (search, hash) => {
    expect(at(search, hash)).toEqual({
      query: search,
      settings: hash.slice(1),
      moved: false,
      failed: [],
    });
  });

  it('has its settings read from the query, before those of the hash', () => {
    expect(at('?K=64&backend=wasm&lane2.K=128', '#K=256')).toEqual({
      query: '?backend=wasm',
      settings: 'K=64&lane2.K=128&K=256',
      moved: true,
      failed: [],
    });
  });

  it('has the backend and the lesson read from the hash', () => {
    expect(at('', '#v=2&backend=wasm&hide=K&embed=1')).toMatchObject({
      query: '?backend=wasm&hide=K&embed=1',
      settings: 'v=2',
      moved: true,
    });
  });

  it('keeps the text of a pair as it was written', () => {
    expect(at('?%4b=6%34&colour=%C3%A9', '').settings).toBe('%4b=6%34&colour=%C3%A9');
  });

  it('applies a setting of the page that stands under a lane to the page, and says so', () => {
    expect(at('', '#lane1.backend=wasm&lane2.pace=free&lane2.seeds=3')).toEqual({
      query: '?backend=wasm',
      settings: 'pace=free&seeds=3',
      moved: true,
      failed: ['lane1.backend, lane2.pace, lane2.seeds cannot be set for one lane'],
    });
  });

  it('is not read where it is too long for one', () => {
    expect(at('', `#K=64&${'a=1&'.repeat(50_000)}`)).toMatchObject({
      query: '',
      settings: '',
      failed: ['The address has 200,006 characters'],
    });
  });
});
