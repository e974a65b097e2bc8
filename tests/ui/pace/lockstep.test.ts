import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grants, type LaneClock, level } from '../../../src/ui/pace/lockstep.ts';

const clock = (id: number, over: Partial<LaneClock> = {}): LaneClock => ({
  id,
  state: 'training',
  reached: 0,
  granted: 0,
  drawn: 0,
  ...over,
});

describe('grants', () => {
  it('grants report 0 to lanes that have said nothing yet', () => {
    const fresh = { reached: -1, granted: -1, drawn: -1 };
    expect(grants([clock(1, fresh), clock(2, fresh)], false)).toEqual([
      { id: 1, report: 0 },
      { id: 2, report: 0 },
    ]);
  });

  it('grants the next report when both lanes are level and drawn', () => {
    expect(grants([clock(1), clock(2)], false)).toEqual([
      { id: 1, report: 1 },
      { id: 2, report: 1 },
    ]);
  });

  it('holds the lane that is ahead and leaves the granted one alone', () => {
    expect(grants([clock(1, { reached: 1, granted: 1, drawn: 1 }), clock(2, { granted: 1 })], false)).toEqual(
      [],
    );
  });

  it('lets the screen be four reports late, and no more', () => {
    const late = (drawn: number) => clock(1, { reached: 9, granted: 9, drawn });
    expect(grants([late(5)], false)).toEqual([{ id: 1, report: 10 }]);
    expect(grants([late(4)], false)).toEqual([]);
  });

  it('grants nothing while paused', () => {
    expect(grants([clock(1), clock(2)], true)).toEqual([]);
  });

  it('does not wait for an absent lane', () => {
    const ahead = clock(1, { reached: 7, granted: 7, drawn: 7 });
    expect(grants([ahead, clock(2, { state: 'absent' })], false)).toEqual([{ id: 1, report: 8 }]);
  });

  it('waits for a lane that is coming, without granting it anything', () => {
    const ahead = clock(1, { reached: 7, granted: 7, drawn: 7 });
    const coming = clock(2, { state: 'coming', reached: -1, granted: -1, drawn: -1 });
    expect(grants([ahead, coming], false)).toEqual([]);
  });

  it('grants nothing to no lanes', () => {
    expect(grants([], false)).toEqual([]);
  });
});

describe('level', () => {
  it('is where all lanes that train have brought the same report', () => {
    expect(level([clock(1), clock(2)])).toBe(true);
    expect(level([clock(1, { reached: 1 }), clock(2)])).toBe(false);
  });

  it('does not mind lanes that do not train', () => {
    expect(level([clock(1, { reached: 1 }), clock(2, { state: 'absent' })])).toBe(true);
    expect(level([])).toBe(true);
  });
});

/** Lanes of random speed under the rule: each event lets one lane work, one screen draw, a lane die, or the
 *  person pause and resume. */
type Action =
  | { readonly what: 'work'; readonly lane: number }
  | { readonly what: 'draw'; readonly lane: number }
  | { readonly what: 'die'; readonly lane: number }
  | { readonly what: 'pause' }
  | { readonly what: 'resume' };

const action = (lanes: number): fc.Arbitrary<Action> => {
  const lane = fc.integer({ min: 0, max: lanes - 1 });
  return fc.oneof(
    { weight: 30, arbitrary: fc.record({ what: fc.constant('work' as const), lane }) },
    { weight: 30, arbitrary: fc.record({ what: fc.constant('draw' as const), lane }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('die' as const), lane }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('pause' as const) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('resume' as const) }) },
  );
};

const run = fc
  .integer({ min: 1, max: 4 })
  .chain((lanes) => fc.tuple(fc.constant(lanes), fc.array(action(lanes), { maxLength: 300 })));

describe('a simulated comparison', () => {
  it('never lets a lane get ahead by more than one report, nor the screen fall far behind, nor a pause grant', () => {
    fc.assert(
      fc.property(run, ([count, actions]) => {
        const lanes = Array.from({ length: count }, (_, i) => ({
          id: i,
          state: 'training' as LaneClock['state'],
          reached: -1,
          granted: -1,
          drawn: -1,
        }));
        let paused = false;
        const settle = () => {
          const given = grants(lanes, paused);
          if (paused) expect(given).toEqual([]);
          for (const { id, report } of given) {
            const lane = lanes[id];
            expect(report).toBe(lane.granted + 1);
            expect(lane.reached - lane.drawn).toBeLessThanOrEqual(4);
            lane.granted = report;
          }
        };
        settle();
        for (const event of actions) {
          if (event.what === 'pause') paused = true;
          else if (event.what === 'resume') paused = false;
          else {
            const lane = lanes[event.lane];
            if (event.what === 'draw') lane.drawn = lane.reached;
            else if (event.what === 'work') {
              if (lane.state === 'training' && lane.reached < lane.granted) lane.reached += 1;
            } else lane.state = 'absent';
          }
          settle();
          const live = lanes.filter((lane) => lane.state === 'training').map((lane) => lane.reached);
          if (live.length) expect(Math.max(...live) - Math.min(...live)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never deadlocks: with everything drawn and nothing paused, some lane can always work', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 3 }), { minLength: 50, maxLength: 200 }), (order) => {
        const lanes = Array.from({ length: 4 }, (_, i) => ({
          id: i,
          state: 'training' as const,
          reached: -1,
          granted: -1,
          drawn: -1,
        }));
        for (const first of order) {
          for (const { id, report } of grants(lanes, false)) lanes[id].granted = report;
          const able = [...lanes.slice(first), ...lanes.slice(0, first)].find(
            (lane) => lane.reached < lane.granted,
          );
          expect(able).toBeDefined();
          if (able) {
            able.reached += 1;
            able.drawn = able.reached;
          }
        }
        const total = lanes.reduce((sum, lane) => sum + lane.reached + 1, 0);
        expect(total).toBe(order.length);
      }),
      { numRuns: 100 },
    );
  });
});
