import type { TestProjectInlineConfiguration } from 'vitest/config';

/** Folders and files of tests that open a backend: they train, which takes seconds each. All others are unit tests. */
export const ENGINE: readonly string[] = [
  ...[
    'bench',
    'census',
    'encoders',
    'equations',
    'gpu',
    'math',
    'methods',
    'optimizers',
    'oracle',
    'prototypes',
    'train',
    'views',
  ].map((name) => `tests/${name}/`),
  ...['headless', 'inspect', 'package', 'reproduce', 'worker/backends'].map(
    (name) => `tests/${name}.test.ts`,
  ),
];
/** Tests that mock modules. They share no loaded module with another test. */
export const MOCKING: readonly string[] = ['tests/base/new-measure.test.ts', 'tests/ui/shell/App.test.ts'];
const engine = ENGINE.map((path) => (path.endsWith('/') ? `${path}**/*.test.ts` : path));

/** The kinds of tests that Vitest runs. A limit of time only ends a test that hangs. */
export const projects: TestProjectInlineConfiguration[] = [
  {
    extends: true,
    test: {
      name: 'unit',
      include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
      exclude: [...engine, ...MOCKING],
      // they leave nothing behind, so that a module loads once and not once a file
      pool: 'threads',
      isolate: false,
      testTimeout: 60_000,
    },
  },
  {
    extends: true,
    test: { name: 'mocking', include: [...MOCKING], pool: 'threads', testTimeout: 60_000 },
  },
  {
    extends: true,
    // TensorFlow.js and WebGPU keep one engine a process
    test: { name: 'engine', include: engine, pool: 'forks', testTimeout: 300_000, hookTimeout: 300_000 },
  },
];
