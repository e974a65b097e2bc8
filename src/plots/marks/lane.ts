import { hcl } from 'd3-color';

/** A lane as plots see it. */
export interface PlotLane {
  readonly id: number;
  /** The label at the line's end and in legends, such as "CARP · joint". */
  readonly label: string;
  /** Part id on the method shelf, such as "carp". */
  readonly method: string;
  /** Part id on the prototypes shelf, such as "joint". */
  readonly prototypes: string;
  /** True for an earlier run: drawn grey, thin and behind the others, without its thinner lines. */
  readonly ghost?: boolean | undefined;
  /** True hides the curves. The other lanes keep their colours. */
  readonly hidden?: boolean | undefined;
}

export interface Stroke {
  readonly color: string;
  /** SVG stroke-dasharray; empty for a solid line. */
  readonly dash: string;
}

type Coupling = 'joint' | 'decoupled' | 'fixed';

const DASH: Readonly<Record<Coupling, string>> = { joint: '', decoupled: '7 4', fixed: '1.5 3.5' };

/**
 * ColorBrewer Dark2. DINO, DINOv2, CAPI and CARP have the colours of the paper's figures, CAPI's clustering prototypes
 * included; iBOT has the palette's brown. SwAV's blues and the violet of decoupled DINOv2 are ours, chosen for
 * colour-blind readers (tests/plots/colour-blind.test.ts). Fixed prototypes are greys tinted with their method's hue.
 */
const COLOR: Readonly<Record<string, Readonly<Record<Coupling, string>>>> = {
  dino: { joint: '#1b9e77', decoupled: '#66a61e', fixed: '#5f7a70' },
  carp: { joint: '#e7298a', decoupled: '#e6ab02', fixed: '#80656f' },
  swav: { joint: '#3c67e0', decoupled: '#56b4e9', fixed: '#60707f' },
  dinov2: { joint: '#7570b3', decoupled: '#ae81ee', fixed: '#6f6e7d' },
  ibot: { joint: '#a6761d', decoupled: '#d0aa66', fixed: '#7a7263' },
  capi: { joint: '#9c4a0b', decoupled: '#d95f02', fixed: '#7d6a5f' },
};

/** Readable on the light and the dark page, and no lane's colour. */
const GHOST = '#8b9098';

/** Dark2's remaining colours, for a method that has none of its own. */
const OTHERS = ['#8c6bb1', '#4d9221', '#b35806'];

/** Range of lightness (CIELCh) of the shades, readable on the light and the dark page. */
const DARKEST = 36;
const LIGHTEST = 82;

/**
 * Colour stands for method and coupling. Dash stands for coupling alone (joint solid, decoupled dashed, fixed dotted),
 * so that prints in black and white can be read. Lanes of the same method and coupling get different shades.
 */
export function laneStroke(lane: PlotLane, lanes: readonly PlotLane[]): Stroke {
  const coupling = couplingOf(lane.prototypes);
  if (lane.ghost) return { color: GHOST, dash: DASH[coupling] };
  const twins = lanes.filter(
    (l) => !l.ghost && l.method === lane.method && couplingOf(l.prototypes) === coupling,
  );
  const nth = Math.max(
    0,
    twins.findIndex((l) => l.id === lane.id),
  );
  const base = COLOR[lane.method]?.[coupling] ?? other(lane.method, coupling);
  return { color: nth === 0 ? base : shaded(base, nth), dash: DASH[coupling] };
}

/** An estimator that moves prototypes without the method's loss counts as decoupled. */
function couplingOf(prototypes: string): Coupling {
  return prototypes === 'joint' || prototypes === 'fixed' ? prototypes : 'decoupled';
}

function other(method: string, coupling: Coupling): string {
  let sum = 0;
  for (const c of method) sum += c.charCodeAt(0);
  const base = OTHERS[sum % OTHERS.length];
  return coupling === 'joint' ? base : lighten(base, coupling === 'fixed' ? -14 : 18);
}

/** The shade of the nth lane of one colour: the lightness farthest from those of the lanes before it. */
function shaded(color: string, nth: number): string {
  const shade = hcl(color);
  const taken = [shade.l];
  const gap = (l: number) => Math.min(...taken.map((each) => Math.abs(each - l)));
  for (let i = 0; i < nth; i++) {
    let best = DARKEST;
    for (let l = DARKEST + 1; l <= LIGHTEST; l++) if (gap(l) > gap(best)) best = l;
    taken.push(best);
  }
  shade.l = taken[nth];
  // screens would show a colour outside their gamut at another lightness
  while (shade.c > 0 && !shade.rgb().displayable()) shade.c -= 2;
  return shade.formatHex();
}

function lighten(color: string, by: number): string {
  const shade = hcl(color);
  shade.l = Math.min(88, Math.max(12, shade.l + by));
  return shade.formatHex();
}
