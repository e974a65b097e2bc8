import { ownMemory } from '../math/kernel/pair-kernels.ts';
import { plainStripe } from './plain-stripe.ts';
import { Stripe, type StripePort } from './stripe.ts';

/** A stripe in this thread: by the kernels, or in plain JavaScript where the engine has no SIMD. */
export function localStripe(module: WebAssembly.Module | undefined): StripePort {
  let stripe: Pick<Stripe, 'meet' | 'settle' | 'distances' | 'end'> | undefined;
  const opened = () => {
    if (!stripe) throw new Error('a stripe is opened before it meets rows');
    return stripe;
  };
  return {
    open: async (shape) => {
      stripe = module ? new Stripe(ownMemory(module), shape) : plainStripe(shape);
    },
    meet: async (tile) => opened().meet(tile),
    settle: async (tile, words) => opened().settle(tile, words),
    distances: async (sample, tile) => opened().distances(sample, tile),
    end: async () => opened().end(),
    close: () => {
      stripe = undefined;
    },
  };
}
