import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { beforeAll, expect, test, vi } from 'vitest';
import { painter } from '../../../src/ui/kit/painter.ts';
import { createLogbook } from '../../../src/ui/runs/logbook.ts';
import { memoryRunDatabase } from '../../../src/ui/runs/run-database.ts';
import { CONTROLS } from '../../../src/ui/state/controls.ts';
import { trainedStore } from '../trained.ts';

/** Ids that components registered while they rendered. */
const registered = vi.hoisted(() => new Set<string>());

vi.mock(import('../../../src/ui/kit/use-control.ts'), async (original) => {
  const real = await original();
  return {
    ...real,
    useControl: (id, lane) => {
      if (id !== undefined) registered.add(id);
      return real.useControl(id, lane);
    },
  };
});

let html: string;

beforeAll(async () => {
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  vi.stubGlobal('isSecureContext', false);
  const { App } = await import('../../../src/ui/shell/App.tsx');
  const logbook = createLogbook({
    open: async () => memoryRunDatabase(),
    now: () => new Date(0),
    playground: '0',
  });
  const page = createElement(App, {
    store: trainedStore(),
    painter: painter({ next: () => undefined, after: () => undefined, now: () => 0 }),
    logbook,
    bringExample: async () => {},
    bringRecorded: async () => {},
    rescue: async () => {},
  });
  html = renderToString(page);
  // the whole page is transformed first, which takes long on a busy machine
}, 120_000);

test('the page renders without a browser', () => {
  expect(html).toContain('Open runs');
});

test.each(CONTROLS)('a component registers the control %s', (id) => {
  expect(registered).toContain(id);
});
