import { EPSILONS, type Measure } from '../base/messages.ts';
import { roughly } from './numerals.ts';

/** Below this share of unique prototypes the copies are the news; below this share in use, the disuse is. */
const FEW_UNIQUE = 0.5;
const FEW_USED = 0.25;

/** One sentence on a lane's prototypes, with the numbers it rests on. `epsilon` indexes EPSILONS. */
export function verdict(measure: Measure, epsilon: number): string {
  const at = `at ε ${EPSILONS[epsilon]}`;
  const unique = measure.unique[epsilon];
  if (unique === undefined) return `Counting the prototypes for the first time: ${counted(measure)}.`;
  const dead = measure.dead > 0 ? ` ${capital(roughly(measure.dead))} are dead (no direction).` : '';
  if (measure.step === 0) return `Untrained: ${roughly(unique)} of the prototypes are unique ${at}.${dead}`;
  const earlier =
    measure.census && measure.census.step !== measure.step ? ` Counted at step ${measure.census.step}.` : '';
  const copies = 1 - unique - measure.dead;
  if (unique < FEW_UNIQUE)
    return `${capital(roughly(copies))} of the prototypes are copies ${at}.${dead}${earlier}`;
  const used = `${roughly(measure.used)} won an assignment in the last 50 steps`;
  if (measure.used < FEW_USED)
    return `${capital(roughly(unique))} unique ${at}, but only ${used}.${dead}${earlier}`;
  return `${capital(roughly(unique))} unique ${at}, and ${used}.${dead}${earlier}`;
}

const counted = ({ census }: Measure): string => `${Math.floor(100 * (census?.share ?? 0))} % done`;

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
