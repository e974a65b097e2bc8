import type { RunConfig } from '../../base/config.ts';
import type { Split } from '../../base/images.ts';
import { pick, valuesOf } from '../lane/menu.ts';
import type { SessionHost } from './host.ts';

/** The images of a config's dataset; says how far it is. */
export function loadImages(config: RunConfig, host: SessionHost): Promise<Split> {
  const { dataset } = pick(config);
  return dataset.load(host.read, valuesOf(config, dataset.knobs, dataset.id), (share) => {
    const doing = `Loading ${dataset.title}, ${Math.round(100 * share)} %`;
    host.post({ type: 'phase', phase: 'loading', doing });
  });
}
