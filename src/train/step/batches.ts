import * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../../base/config.ts';
import type { Images } from '../../base/images.ts';
import { random } from '../../base/random.ts';
import { augment, type Source, sourceOf } from '../../math/augment/augment.ts';
import { type ViewPlan, type ViewValues, views } from '../../views/plan.ts';
import { runValues, valuesOf } from '../lane/menu.ts';

/** Views of a batch, crop-major. A plain type, so that tf.dispose can walk it. */
export type Batch = {
  /** [2 batch, H, W, C]. */
  readonly globals: tf.Tensor4D;
  /** Multi-crop's small views, [crops · batch, h, h, C]. */
  readonly locals?: tf.Tensor4D;
};

/** The batches that a lane trains on. Lanes of one seed get the same ones. */
export class Batches {
  private readonly images: Images;
  private readonly source: Source;
  private readonly values: ViewValues;
  private readonly seed: number;
  private readonly size: number;
  private readonly plan: ViewPlan;

  constructor(config: RunConfig, images: Images) {
    const { seed, batch } = runValues(config);
    this.images = images;
    this.source = sourceOf(images);
    this.values = valuesOf(config, views.knobs, 'views');
    this.seed = seed;
    this.size = batch;
    this.plan = this.open();
  }

  /** The next batch. The caller disposes of its tensors. */
  next(): Batch {
    return this.render(this.plan);
  }

  /** Leaves so many batches out. */
  skip(count: number): void {
    for (let i = 0; i < count; i++) this.plan.next(this.size);
  }

  /** The first batch once more. The caller disposes of its tensors. */
  first(): Batch {
    return this.render(this.open());
  }

  dispose(): void {
    tf.dispose([this.source.pixels, this.source.quantiles]);
  }

  private open(): ViewPlan {
    return views.plan(this.values, random(this.seed), this.images);
  }

  private render(plan: ViewPlan): Batch {
    const { height, width } = this.images;
    const { noise, local_size } = this.values;
    const { globals, locals } = plan.next(this.size);
    const small = { height: local_size, width: local_size };
    return {
      globals: augment(this.source, globals, { height, width }, noise),
      ...(locals ? { locals: augment(this.source, locals, small, noise) } : {}),
    };
  }
}
