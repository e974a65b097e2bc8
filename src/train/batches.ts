import * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../base/config.ts';
import type { Images } from '../base/images.ts';
import { random } from '../base/random.ts';
import { augment, type Source, sourceOf } from '../math/augment.ts';
import { type ViewPlan, type ViewValues, views } from '../views/plan.ts';
import { runValues } from './lane.ts';
import { valuesOf } from './menu.ts';

/** The views that a lane trains on, batch by batch: [2 batch, H, W, C], crop-major. */
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

  /** The next batch; the caller disposes of it. */
  next(): tf.Tensor4D {
    return this.render(this.plan);
  }

  /** The first batch, wherever training is. */
  first(): tf.Tensor4D {
    return this.render(this.open());
  }

  dispose(): void {
    tf.dispose([this.source.pixels, this.source.quantiles]);
  }

  private open(): ViewPlan {
    return views.plan(this.values, random(this.seed), this.images);
  }

  private render(plan: ViewPlan): tf.Tensor4D {
    const { height, width } = this.images;
    return augment(this.source, plan.next(this.size), { height, width }, this.values.noise);
  }
}
