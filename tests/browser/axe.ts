import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright/test';

/**
 * axe on the page as it is now. It runs in the page itself, which has no frame of another origin: by default each
 * analysis ends on a blank page of its own. Only violations come with all their nodes.
 */
export const axeOn = (page: Page): AxeBuilder =>
  new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
