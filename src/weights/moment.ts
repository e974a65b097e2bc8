/** The place of a file in its run. */
interface Counter {
  readonly name: string;
  readonly value: number;
}

/** Names of counters that training code keeps beside the weights, the usual ones first. */
const NAMES = ['epoch', 'iteration', 'iter', 'global_step', 'step', 'current_epoch', 'current_iter'];

/** The first counter at the top of a file, or in one dictionary of it. Settings such as `epochs` are none. */
export function momentOf(numbers: ReadonlyMap<string, number>): Counter | undefined {
  for (const depth of [0, 1])
    for (const name of NAMES)
      for (const [key, value] of numbers) {
        const parts = key.split('.');
        const own = parts.length === depth + 1 && parts[depth] === name && !SETTINGS.test(key);
        if (own && Number.isSafeInteger(value) && value >= 0) return { name, value };
      }
  return undefined;
}

/** Dictionaries whose numbers are choices, or counters of a part. */
const SETTINGS = /^(args|config|cfg|hparams|hyper_parameters|optim|lr_|loops|callbacks|scaler)/;
