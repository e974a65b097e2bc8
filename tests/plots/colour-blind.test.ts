import { lab, rgb } from 'd3-color';
import { describe, expect, it } from 'vitest';
import { laneStroke, type PlotLane } from '../../src/plots/marks/lane.ts';
import { INKS } from '../../src/plots/marks/theme.ts';
import { measured } from './measured.ts';

/** Matrices on linear RGB that simulate colour blindness: Machado, Oliveira & Fernandes 2009, severity 1. */
const EYES: Readonly<Record<string, readonly (readonly [number, number, number])[]>> = {
  trichromat: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const METHODS = ['dino', 'carp', 'swav', 'dinov2', 'ibot', 'capi'];
/** Least distance in CIELAB (1976) of two methods' colours: about ten times a just noticeable difference. */
const APART = 10;
/** Closer pairs that stay, because both colours are the paper's own. */
const PAPERS = new Set([
  'joint dino carp deuteranopia',
  'decoupled dino carp protanopia',
  'decoupled dino capi deuteranopia',
]);

const linear = (byte: number) => {
  const share = byte / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};
const byte = (value: number) => {
  const share = Math.min(1, Math.max(0, value));
  return 255 * (share <= 0.0031308 ? 12.92 * share : 1.055 * share ** (1 / 2.4) - 0.055);
};

function seen(color: string, eyes: string) {
  const { r, g, b } = rgb(color);
  const [x, y, z] = EYES[eyes].map(
    ([red, green, blue]) => red * linear(r) + green * linear(g) + blue * linear(b),
  );
  return lab(rgb(byte(x), byte(y), byte(z)));
}

function distance(one: string, other: string, eyes: string): number {
  const [a, b] = [seen(one, eyes), seen(other, eyes)];
  return Math.hypot(a.l - b.l, a.a - b.a, a.b - b.b);
}

const lane = (method: string, prototypes: string, id = 1): PlotLane => ({
  id,
  label: `${method} · ${prototypes}`,
  method,
  prototypes,
});
const colour = (method: string, prototypes: string) => laneStroke(lane(method, prototypes), []).color;

it('the simulation keeps grey and brings red and green together', () => {
  for (const eyes of Object.keys(EYES)) expect(distance('#808080', '#808080', eyes)).toBe(0);
  for (const eyes of Object.keys(EYES))
    expect(Math.hypot(seen('#808080', eyes).a, seen('#808080', eyes).b)).toBeLessThan(1);
  const [red, green] = ['#b35806', '#5f7a00'];
  expect(distance(red, green, 'deuteranopia')).toBeLessThan(distance(red, green, 'trichromat') / 3);
});

describe.each(Object.keys(EYES))('for %s', (eyes) => {
  it.each(['joint', 'decoupled'])(
    '%s methods have distinct colours, except for the paper’s own',
    (coupling) => {
      const near: string[] = [];
      METHODS.forEach((one, i) => {
        for (const other of METHODS.slice(i + 1))
          if (distance(colour(one, coupling), colour(other, coupling), eyes) < APART)
            near.push(`${coupling} ${one} ${other} ${eyes}`);
      });
      expect(near).toEqual([...PAPERS].filter((pair) => pair.startsWith(coupling) && pair.endsWith(eyes)));
    },
  );

  it('a method’s joint and decoupled lanes differ in colour and in dash', () => {
    for (const method of METHODS) {
      expect(distance(colour(method, 'joint'), colour(method, 'decoupled'), eyes), method).toBeGreaterThan(
        APART,
      );
      const dashes = ['joint', 'decoupled', 'fixed'].map(
        (coupling) => laneStroke(lane(method, coupling), []).dash,
      );
      expect(new Set(dashes).size).toBe(3);
    }
  });
});

it('lines of similar colours, greys included, have labels at their ends', () => {
  const near: PlotLane[][] = [
    [lane('dino', 'joint', 1), lane('carp', 'joint', 2)],
    [lane('dino', 'decoupled', 1), lane('carp', 'decoupled', 2), lane('capi', 'decoupled', 3)],
    METHODS.map((method, i) => lane(method, 'fixed', i + 1)),
  ];
  for (const theme of ['light', 'dark'] as const)
    for (const lanes of near) {
      const curves = lanes.map((each) => {
        const steps = [1, 10, 20];
        const series = { steps, values: steps.map((step) => each.id + step / 10) };
        return { lane: each, series };
      });
      const { svg } = measured('loss', { lanes: curves, steps: 20 }, { width: 640, height: 400, theme });
      for (const { label } of lanes) expect(svg).toContain(label);
    }
});

it('lines have enough contrast: 2 in light and 2.9 in dark, and 3 for joint ones in light', () => {
  const contrast = (a: string, b: string) => {
    const light = (color: string) => {
      const { r, g, b: blue } = rgb(color);
      return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(blue);
    };
    const [x, y] = [light(a), light(b)].sort((m, n) => n - m);
    return (x + 0.05) / (y + 0.05);
  };
  for (const method of METHODS)
    for (const coupling of ['joint', 'decoupled', 'fixed']) {
      const color = colour(method, coupling);
      expect(contrast(color, INKS.light.background)).toBeGreaterThan(coupling === 'decoupled' ? 2 : 3);
      expect(contrast(color, INKS.dark.background)).toBeGreaterThan(2.9);
    }
});
