import type { RunConfig } from '../../base/config.ts';
import type { Split } from '../../base/images.ts';
import { pick, valuesOf } from '../lane/menu.ts';
import type { SessionHost } from './host.ts';

/** Loads the images of a config's dataset, and posts how far it is. Throws a `data` TroubleError on damaged files. */
export function loadImages(config: RunConfig, host: SessionHost): Promise<Split> {
  const { dataset } = pick(config);
  return dataset.load(host.read, valuesOf(config, dataset.knobs, dataset.id), (share) => {
    const doing = `Loading ${dataset.title}, ${Math.round(100 * share)}%`;
    host.post({ type: 'phase', phase: 'loading', doing });
  });
}
