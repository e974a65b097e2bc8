import { frame, type Plot, type PlotOptions } from './marks/frame.ts';
import { coordinate, SIZE, textAt } from './marks/text.ts';
import { INKS, readable } from './marks/theme.ts';

/** The acts of a training step, in order: the algorithm box of Arteaga et al. (2026). */
export const ACTS = ['embed', 'observe', 'score', 'loss', 'gradient', 'follow'] as const;
export type Act = (typeof ACTS)[number];

export interface AlgorithmData {
  /** Moves the prototypes: the method's loss (joint), an update from teacher embeddings (decoupled), or nothing. */
  readonly movedBy: 'loss' | 'embeddings' | 'nothing';
  /** `ema`: the teacher is a moving average of the student. `student`: the student is its own teacher. */
  readonly teacher: 'ema' | 'student';
  /** The part that a step updates. */
  readonly update: 'both' | 'encoder' | 'prototypes';
  /** Emphasised, with the other acts pale. Without it, all acts are equally strong. */
  readonly act?: Act | undefined;
}

/** The paper's colours for gradients and for the update of the prototypes. */
const GRADIENT = '#d95f02';
const UPDATE = '#e7298a';
const BAR = '#b8b4d8';
const DESIGN = { width: 336, height: 232 };

interface Arrow {
  readonly act: Act;
  /** Corners in px of the design. The last segment has the arrowhead. */
  readonly points: readonly (readonly [number, number])[];
  readonly kind: 'forward' | 'gradient' | 'update' | 'average';
  /** The part that it updates. */
  readonly moves?: 'encoder' | 'prototypes';
}

/** True when a step with these parts has this act. */
export function happens(act: Act, { movedBy, teacher }: AlgorithmData): boolean {
  if (act === 'observe') return movedBy === 'embeddings';
  return act !== 'follow' || teacher === 'ema';
}

/**
 * One training step, drawn as in Figure 2 of Arteaga et al. (2026): (a) joint, where the gradient of one loss reaches
 * prototypes and student; (b) decoupled, where prototypes learn from the teacher by a loss of their own.
 */
export function algorithm(data: AlgorithmData, options: PlotOptions): Plot {
  const { box, svg } = frame(options, []);
  const inks = INKS[options.theme];
  const scale = Math.min(box.width / DESIGN.width, box.height / DESIGN.height);
  const left = box.x + (box.width - scale * DESIGN.width) / 2;
  const top = box.y + (box.height - scale * DESIGN.height) / 2;
  const colors = {
    forward: inks.ink,
    gradient: readable(GRADIENT, options.theme),
    update: readable(UPDATE, options.theme),
    average: inks.muted,
  };
  const joint = data.movedBy === 'loss';
  let body = '';
  if (!joint)
    body += `<rect x="196" y="18" width="124" height="138" rx="8" fill="none" stroke="${colors.update}"/>`;
  for (const arrow of arrowsOf(data)) {
    const strong = data.act === undefined || data.act === arrow.act;
    // this part's update is computed but not applied
    const held = data.update !== 'both' && arrow.moves !== undefined && arrow.moves !== data.update;
    const opacity = held ? 0.18 : strong ? 1 : 0.22;
    const width = data.act !== undefined && strong && !held ? 2.5 : 1.25;
    body += `<g opacity="${opacity}">${drawArrow(arrow, colors[arrow.kind], width)}</g>`;
  }
  const label = (x: number, y: number, text: string, fill = inks.ink) =>
    textAt(x, y, text, { size: SIZE.label, fill, anchor: 'middle' });
  const node = (y: number, text: string, fill: string) =>
    `<rect x="66" y="${y}" width="84" height="36" rx="6" fill="${fill}" stroke="${inks.ink}"/>` +
    textAt(108, y + 22, text, { size: SIZE.label, fill: '#1b1d20', anchor: 'middle' });
  const loss = (x: number, y: number, sub: string) =>
    `<circle cx="${x}" cy="${y}" r="20" fill="${inks.background}" stroke="${inks.ink}" stroke-dasharray="4 3"/>` +
    label(x - 3, y + 4, 'L') +
    textAt(x + 5, y + 8, sub, { size: SIZE.note, fill: inks.ink, anchor: 'middle' });
  const bar = (y: number) =>
    `<rect x="212" y="${y}" width="10" height="44" fill="${BAR}" stroke="${inks.ink}"/>`;
  body += `<circle cx="24" cy="116" r="16" fill="${inks.background}" stroke="${inks.ink}"/>${label(24, 120, 'x')}`;
  body += node(22, data.teacher === 'ema' ? 'Teacher' : 'Student, fixed', '#c5e6dc');
  body += node(172, 'Student', '#8ccdbb');
  if (joint) {
    body += bar(18) + bar(168) + loss(276, 116, 'f');
    body += label(226, 12, 'Prototypes');
  } else {
    body += bar(92) + loss(276, 194, 'f');
    if (data.movedBy === 'embeddings') body += loss(276, 44, 'C');
    const state = data.movedBy === 'embeddings' ? 'decoupled' : 'fixed';
    body += label(258, 12, 'Prototypes') + label(258, 150, state, colors.update);
  }
  if (data.teacher === 'ema') body += label(84, 120, 'EMA', inks.muted);
  else body += label(108, 120, 'same weights', inks.muted);
  body += label(186, 226, 'gradient', colors.gradient);
  const [x, y, s] = [left, top, scale].map(coordinate);
  return { svg: svg(`<g transform="translate(${x} ${y}) scale(${s})">${body}</g>`), summary: summary(data) };
}

function arrowsOf(data: AlgorithmData): Arrow[] {
  const { movedBy, teacher } = data;
  const forward = (act: Act, ...points: (readonly [number, number])[]): Arrow => ({
    act,
    points,
    kind: 'forward',
  });
  const arrows = [
    forward('embed', [24, 100], [24, 40], [64, 40]),
    forward('embed', [24, 132], [24, 190], [64, 190]),
  ];
  if (movedBy === 'loss')
    arrows.push(
      forward('score', [150, 40], [210, 40]),
      forward('score', [150, 190], [210, 190]),
      forward('loss', [222, 40], [276, 40], [276, 94]),
      forward('loss', [222, 186], [276, 186], [276, 138]),
      {
        act: 'gradient',
        points: [
          [284, 136],
          [284, 200],
          [226, 200],
        ],
        kind: 'gradient',
        moves: 'prototypes',
      },
      {
        act: 'gradient',
        points: [
          [210, 200],
          [154, 200],
        ],
        kind: 'gradient',
        moves: 'encoder',
      },
    );
  else
    arrows.push(
      forward('score', [150, 40], [217, 40], [217, 90]),
      forward('score', [150, 186], [217, 186], [217, 138]),
      forward('loss', [222, 126], [276, 126], [276, 172]),
      {
        act: 'gradient',
        points: [
          [256, 202],
          [154, 202],
        ],
        kind: 'gradient',
        moves: 'encoder',
      },
    );
  if (movedBy === 'embeddings')
    arrows.push(
      forward('observe', [150, 40], [217, 40], [217, 90]),
      forward('observe', [222, 112], [284, 112], [284, 66]),
      {
        act: 'observe',
        points: [
          [268, 64],
          [268, 100],
          [226, 100],
        ],
        kind: 'update',
        moves: 'prototypes',
      },
    );
  if (teacher === 'ema') {
    arrows.push({
      act: 'follow',
      points: [
        [108, 172],
        [108, 62],
      ],
      kind: 'average',
      moves: 'encoder',
    });
    if (movedBy === 'loss')
      arrows.push({
        act: 'follow',
        points: [
          [217, 166],
          [217, 66],
        ],
        kind: 'average',
        moves: 'prototypes',
      });
  }
  return arrows;
}

function drawArrow({ points, kind }: Arrow, color: string, width: number): string {
  const d = points.map(([x, y], i) => `${i ? 'L' : 'M'}${x} ${y}`).join('');
  const [x, y] = points[points.length - 1];
  const [px, py] = points[points.length - 2];
  const length = Math.hypot(x - px, y - py);
  const [ux, uy] = [(x - px) / length, (y - py) / length];
  const wing = (side: number) =>
    `${coordinate(x - 6 * ux - side * 4 * uy)} ${coordinate(y - 6 * uy + side * 4 * ux)}`;
  const dash = kind === 'forward' ? '' : ' stroke-dasharray="5 3"';
  const stroke = `fill="none" stroke="${color}" stroke-width="${width}"`;
  return `<path d="${d}" ${stroke} stroke-linejoin="round"${dash}/><path d="M${wing(1)}L${x} ${y}L${wing(-1)}" ${stroke}/>`;
}

function summary({ movedBy, update }: AlgorithmData): string {
  const flow = {
    loss: 'the gradient of one loss reaches the student and the prototypes',
    embeddings:
      'the gradient reaches only the student; prototypes are fitted to teacher embeddings outside the loss',
    nothing: 'the gradient reaches only the student; prototypes never move',
  }[movedBy];
  const half = {
    both: '',
    encoder: ' Prototypes are not updated.',
    prototypes: ' The encoder is not updated.',
  }[update];
  return `One training step: ${flow}.${half}`;
}
