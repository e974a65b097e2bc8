import { expect, test } from 'vitest';
import type { Answers, Contestant, Questions } from './contest.ts';
import type { Contest } from './contests.ts';
import { exponent, type Grown } from './growth.ts';
import { match } from './match.ts';
import type { PeerName } from './peer.ts';

/** An engine whose steps take the given times, turn by turn. */
class Fake implements Contestant {
  closed = false;
  private readonly times: number[];
  private readonly losses: readonly number[];
  private step = 0;

  constructor(losses: readonly number[], times: readonly number[]) {
    this.losses = losses;
    // what comes before the turns is quick
    this.times = [1, 1, ...times];
  }

  async ask<N extends keyof Questions>(type: N, question: Questions[N]): Promise<Answers[N]> {
    const answers: { [M in keyof Questions]: () => Answers[M] } = {
      open: () => ({ adapter: 'fake', software: false }),
      losses: () => {
        const from = this.step;
        this.step += (question as Questions['losses']).steps;
        return this.losses.slice(from, this.step);
      },
      count: () => {
        throw new Error('only WebGPU is counted');
      },
      time: () => ({ step: this.times.shift() as number, asking: 0 }),
      kernels: () => undefined,
    };
    return answers[type]();
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

const contest = (peers: readonly PeerName[]): Contest => ({
  name: 'fake',
  says: 'fake',
  backend: 'wasm',
  config: {},
  peers,
});

test('a ratio is the median over turns, and there is none where losses differ', async () => {
  const fakes: Partial<Record<PeerName, Fake>> = {
    ours: new Fake([3, 2, 1, 0.5], [10, 20, 40]),
    idiomatic: new Fake([3, 2, 1, 0.50001], [50, 60, 80]),
    'jax-js': new Fake([3, 2, 1, 0.51], [1, 1, 1]),
    pytorch: new Fake([3, 2, 1, Number.NaN], [1, 1, 1]),
  };
  const enter = async (peer: PeerName) => fakes[peer] as Fake;
  const { standings, ratios, absent } = await match(
    contest(['ours', 'idiomatic', 'jax-js', 'pytorch']),
    enter,
    { turns: 3, say: () => undefined },
  );
  expect(standings.map(({ peer, median, min }) => [peer, median, min])).toEqual([
    ['ours', 20, 10],
    ['idiomatic', 60, 50],
    ['jax-js', 1, 1],
    ['pytorch', 1, 1],
  ]);
  const [idiomatic, jax, pytorch] = ratios;
  expect(idiomatic).toMatchObject({ peer: 'idiomatic', median: 3, min: 5 });
  expect(jax?.peer).toBe('jax-js');
  expect(jax?.median).toBeUndefined();
  expect(pytorch?.median).toBeUndefined();
  expect(absent).toEqual({});
  for (const fake of Object.values(fakes)) expect(fake.closed).toBe(true);
});

test('an engine that does not run is named, and the others go on', async () => {
  const enter = async (peer: PeerName) => {
    if (peer === 'jax-js') throw new Error('not here');
    return new Fake([1, 1, 1, 1], [10]);
  };
  const { standings, absent } = await match(contest(['ours', 'jax-js', 'idiomatic']), enter, {
    turns: 1,
    say: () => undefined,
  });
  expect(standings.map(({ peer }) => peer)).toEqual(['ours', 'idiomatic']);
  expect(absent).toEqual({ 'jax-js': 'not here' });
});

test('the exponent of a power is that power, whatever small sizes cost', () => {
  const sizes = [1, 2, 4, 8, 16, 32];
  const grown: Grown = {
    knob: 'K',
    backend: 'wasm',
    adapter: '',
    software: false,
    peer: 'ours',
    points: sizes.map((size, i) => ({ size, median: 0, min: i < 2 ? 100 : 3 * size ** 1.5 })),
  };
  expect(exponent(grown)).toBeCloseTo(1.5, 9);
  expect(exponent({ ...grown, points: grown.points.slice(0, 1) })).toBeUndefined();
});
