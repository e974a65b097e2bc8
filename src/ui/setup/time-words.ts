import type { Catalogue } from '../../base/catalogue.ts';
import type { RunConfig } from '../../base/config.ts';
import {
  DINO_TURNS,
  firstMomentum,
  prototypeSpeed,
  timeSettings,
  turns,
} from '../../base/time-compression.ts';
import { partOf } from '../state/experiment.ts';
import { numeral } from '../words/numerals.ts';

/** The effect of the settings of time on these lanes, in a few sentences: "The teacher turns over 10 times in this
 *  run. In DINO’s own recipe it turns over 250 times." Empty if no lane has joint prototypes or an EMA teacher. */
export function timeWords(configs: readonly RunConfig[], catalogue: Catalogue): string {
  const speeds = configs
    .filter((config) => partOf(config, 'prototypes', catalogue)?.movedBy === 'loss')
    .map((config) => prototypeSpeed(timeSettings(config)));
  const turnings = configs
    .filter((config) => partOf(config, 'method', catalogue)?.teacher === 'ema')
    .map((config) => {
      const time = timeSettings(config);
      return turns(firstMomentum(time), time.momentum_teacher_end, Number(config['steps']));
    });
  return [...speedWords(speeds), ...turnWords(turnings)].join(' ');
}

function speedWords(speeds: readonly number[]): string[] {
  if (speeds.length === 0) return [];
  if (speeds.every((speed) => speed === 0)) return ['Joint prototypes do not move.'];
  if (speeds.every((speed) => speed === 1)) return ['Joint prototypes learn at the encoder’s rate.'];
  return [`Joint prototypes learn at ${between(speeds)} times the encoder’s rate.`];
}

function turnWords(turnings: readonly number[]): string[] {
  if (turnings.length === 0) return [];
  const times = between(turnings);
  return [
    `The teacher turns over ${times === '1' ? 'once' : `${times} times`} in this run. In DINO’s own recipe it turns over ${rough(DINO_TURNS)} times.`,
  ];
}

function between(values: readonly number[]): string {
  const [least, most] = [rough(Math.min(...values)), rough(Math.max(...values))];
  return least === most ? least : `${least} to ${most}`;
}

/** To two digits, or to the whole number from 100 on. */
const rough = (value: number) => numeral(value >= 100 ? Math.round(value) : Number(value.toPrecision(2)));
