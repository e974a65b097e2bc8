import { describe, expect, test } from 'vitest';
import { parseSource, readSources } from './imports.ts';
import { readSheets, sheetViolations } from './sheets.ts';

test('style sheets keep their rules', () => {
  const sheets = readSheets();
  expect(sheets.size).toBeGreaterThan(10);
  expect(sheetViolations(sheets, readSources())).toEqual([]);
});

/** The rules themselves, on small trees that break one each. */
describe('the check finds', () => {
  const check = (files: Record<string, string>) => {
    const of = (css: boolean) => Object.entries(files).filter(([path]) => path.endsWith('.css') === css);
    const sources = new Map(of(false).map(([path, text]) => [path, parseSource(path, text)]));
    return sheetViolations(new Map(of(true)), sources);
  };
  const RULE = '.a {\n  color: red;\n}\n';
  const layer = (name: string) => `/* ; { */\n@layer ${name} {\n${RULE}}\n`;
  const CLEAN = {
    'main.tsx': "import './ui/kit/style.css';\nimport './ui/runs/Runs.tsx';\n",
    'ui/kit/style.css': `@layer tokens, kit, overrides;\n${layer('tokens')}${layer('kit')}`,
    'ui/runs/Runs.tsx': "import './runs.css';\n",
    'ui/runs/runs.css': layer('wings') + layer('overrides'),
  };

  test('nothing in a clean tree', () => {
    const equations = `@import "katex/dist/katex.min.css" layer(katex);\n${layer('kit')}`;
    expect(check(CLEAN)).toEqual([]);
    expect(
      check({
        ...CLEAN,
        'ui/words/Equations.tsx': "import './equations.css';",
        'ui/words/equations.css': equations,
      }),
    ).toEqual([]);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['a rule in no layer', { 'ui/runs/runs.css': layer('wings') + RULE }, /runs\.css: \.a stands outside/],
    [
      'a layer of another floor',
      { 'ui/runs/runs.css': layer('shell') },
      /@layer shell stands outside of wings/,
    ],
    ['layers named elsewhere', { 'ui/runs/runs.css': '@layer wings, kit;' }, /@layer wings, kit; stands/],
    ['an import without a layer', { 'ui/runs/runs.css': '@import "x.css";' }, /@import "x\.css"; stands/],
    ['a second sheet', { 'ui/runs/b.css': '', 'ui/runs/B.tsx': "import './b.css';" }, /ui\/runs: 2 sheets/],
    ['a sheet of another room', { 'ui/share/S.tsx': "import '../runs/runs.css';" }, /imported by .*S\.tsx/],
    ['a sheet imported by a door', { 'main.tsx': "import './ui/runs/runs.css';" }, /wanted one file/],
    ['a sheet that nothing imports', { 'ui/share/s.css': layer('wings') }, /s\.css: imported by nothing/],
    [
      'a sheet of a package',
      { 'ui/share/S.tsx': "import 'katex/dist/katex.min.css';" },
      /S\.tsx: imports katex/,
    ],
    ['a sheet outside of ui', { 'plots/p.css': layer('wings') }, /outside the rooms/],
    ['a long sheet', { 'ui/runs/runs.css': layer('wings') + '\n'.repeat(400) }, /lines, at most 400/],
  ])('%s', (_, files, message) => {
    expect(check({ ...CLEAN, ...files }).join('\n')).toMatch(message);
  });
});
