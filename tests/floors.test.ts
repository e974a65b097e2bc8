import { describe, expect, test } from 'vitest';
import { stowaways, violations } from './floors.ts';
import { parseSource, readSources } from './imports.ts';

const sources = readSources();

test('the tree keeps its rules', () => {
  expect(sources.size).toBeGreaterThan(20);
  expect(violations(sources)).toEqual([]);
});

test('the page brings no engine, the worker no page, and neither anything of Node', () => {
  expect(sources.has('main.tsx')).toBe(true);
  expect(sources.has('worker/worker.ts')).toBe(true);
  expect(stowaways(sources, 'main.tsx', /^(@tensorflow\/|node:|node\/|train\/|methods\/|data\/)/)).toEqual(
    [],
  );
  expect(stowaways(sources, 'worker/worker.ts', /^(react|d3|node:|node\/|ui\/|plots\/)/)).toEqual([]);
});

/** The rules themselves, on small trees that break one each. */
describe('the check finds', () => {
  const check = (files: Record<string, string>) =>
    violations(new Map(Object.entries(files).map(([path, text]) => [path, parseSource(path, text)])));

  test('nothing in a clean tree', () => {
    const tree = {
      'base/a.ts': "export const a = 1; // import x from '../ui/x.ts'\n",
      'base/b.ts': "import { a } from './a.ts';\nexport const b = a;\n",
      'ui/kit/x.tsx': "import { b } from '../../base/b.ts';\nimport './style.css';\n",
      'main.tsx': "import './ui/kit/x.tsx';\n",
    };
    expect(check(tree)).toEqual([]);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['an import upwards', { 'base/a.ts': "import '../ui/x.ts';", 'ui/x.ts': '' }, /base\/a\.ts \(floor 0\)/],
    ['an import sideways', { 'math/a.ts': "export * from '../export/x.ts';", 'export/x.ts': '' }, /floor 1/],
    [
      'a type import upwards',
      { 'data/a.ts': "import type { X } from '../train/x.ts';", 'train/x.ts': '' },
      /floor 3/,
    ],
    ['a lazy import upwards', { 'data/a.ts': "await import('../train/x.ts');", 'train/x.ts': '' }, /floor 3/],
    [
      'a ring',
      { 'ui/a.ts': "import './b.ts';", 'ui/b.ts': "import type { A } from './a.ts';" },
      /ring: ui\/a/,
    ],
    ['a door that imports a door', { 'headless.ts': "import './main.tsx';", 'main.tsx': '' }, /door/],
    [
      'an import upwards between rooms',
      { 'ui/kit/a.ts': "import '../shell/b.ts';", 'ui/shell/b.ts': '' },
      /floor 2 of ui/,
    ],
    [
      'an import between neighbours',
      { 'ui/runs/a.ts': "import '../share/b.ts';", 'ui/share/b.ts': '' },
      /floor 4 of ui/,
    ],
    [
      'an import between two rooms of a wing',
      {
        'ui/understand/tour/a.ts': "import '../source/b.ts';",
        'ui/understand/source/b.ts': '',
      },
      /tour\/a\.ts \(floor 4 of ui\)/,
    ],
    ['a loose file in a folder of rooms', { 'ui/a.ts': '' }, /on no floor of ui/],
    ['an unknown room', { 'train/cellar/a.ts': '' }, /cellar is on no floor of train/],
    [
      'a crowded folder',
      Object.fromEntries(Array.from({ length: 27 }, (_, i) => [`base/f${i}.ts`, ''])),
      /base: 27 files/,
    ],
    [
      'a name that two files export',
      { 'base/a.ts': 'export const x = 1;', 'math/b.ts': 'export function x() {}' },
      /x is exported by base\/a\.ts and math\/b\.ts/,
    ],
    ['an unknown folder', { 'stuff/a.ts': '' }, /no floor/],
    ['a missing file', { 'base/a.ts': "import './b.ts';" }, /no source file/],
    ['a barrel', { 'base/index.ts': '' }, /barrel/],
    ['utils', { 'base/utils.ts': '' }, /named after nothing/],
    ['a long file', { 'base/a.ts': '\n'.repeat(401) }, /401 lines/],
    ['TensorFlow.js in the page', { 'ui/a.ts': "import * as tf from '@tensorflow/tfjs';" }, /TensorFlow/],
    ['the engine in the page', { 'ui/a.ts': "import '../math/b.ts';", 'math/b.ts': '' }, /the engine/],
    ['React in the engine', { 'train/a.ts': "import { x } from 'react';" }, /React/],
    ['d3 outside of plots', { 'metrics/a.ts': "import { scaleLinear } from 'd3-scale';" }, /metrics\/a.*d3 /],
    ['all of d3 in plots', { 'plots/a.ts': "import { line, select } from 'd3';" }, /all of d3/],
    ['d3-selection in plots', { 'plots/a.ts': "import { select } from 'd3-selection';" }, /d3-selection/],
    ['a part of d3 that brings it', { 'plots/a.ts': "import { zoom } from 'd3-zoom';" }, /d3-selection/],
    ['the DOM in metrics', { 'metrics/a.ts': 'const x = document.title;' }, /document/],
    [
      'the inside of TensorFlow.js',
      { 'math/kernel/a.ts': "backend['commandEncoder'].finish();" },
      /the inside of TensorFlow\.js \(backend\[/,
    ],
    ['Node in the engine', { 'train/a.ts': "import 'node:fs';" }, /node:fs/],
    ['code by a glob', { 'ui/a.ts': "import.meta.glob('../math/*.ts', { eager: true });" }, /glob/],
    ['a way around the types', { 'base/a.ts': 'const x = {} as any;' }, /as any/],
  ])('%s', (_, files, message) => {
    const found = check(files);
    expect(found.length).toBeGreaterThan(0);
    expect(found.join('\n')).toMatch(message);
  });

  test('what the page would bring along, but for types', () => {
    const tree = new Map(
      Object.entries({
        'main.tsx': "import './worker/client.ts';",
        'worker/client.ts': "import type { T } from '../train/t.ts';\nimport '../train/x.ts';",
        'train/x.ts': "import '@tensorflow/tfjs';",
        'train/t.ts': '',
      }).map(([path, text]) => [path, parseSource(path, text)]),
    );
    expect(stowaways(tree, 'main.tsx', /^@tensorflow\/|^train\//)).toEqual([
      'main.tsx brings train/x.ts',
      'main.tsx brings @tensorflow/tfjs',
    ]);
  });
});
