import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly needs?: string;
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: {
    readonly 'fail-fast': boolean;
    readonly matrix: { readonly node: readonly string[] };
  };
  readonly steps: readonly Step[];
}
const workflow: {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<'test' | 'publish', Job>>;
} = parse(read('.github/workflows/pages.yml'));
const { test, publish } = workflow.jobs;
const steps = [...test.steps, ...publish.steps];

it('runs the commands of the README, which are those of .ci/run', () => {
  const commands = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
  expect(commands).toEqual(['npm ci && npm test']);
  expect(read('README.md')).toContain(commands[0]);
  expect(
    read('.ci/run')
      .split('\n')
      .filter((line) => line.startsWith('npm '))
      .join(' && '),
  ).toBe(commands[0]);
});

it('publishes what the tests have built, from main alone and only when they pass', () => {
  const upload = test.steps.at(-1);
  expect(upload?.uses).toMatch(/^actions\/upload-pages-artifact@/);
  expect(upload?.with).toEqual({ path: 'dist' });
  expect(publish.needs).toBe('test');
  expect(publish.if).toContain("github.ref == 'refs/heads/main'");
  // from one Node alone, since two uploads of one name clash
  expect(upload?.if).toBe(`matrix.node == '22' && ${publish.if}`);
  // npm test builds into the folder that is published
  expect(read('tests/stages.mjs')).toContain("program('vite/bin/vite.js'), ['build']");
});

it('runs no action that could change under its name, with no right that it does not need', () => {
  for (const { uses } of steps)
    if (uses !== undefined) expect(uses).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
  expect(workflow.permissions).toEqual({});
  expect(test.permissions).toEqual({ contents: 'read' });
  expect(publish.permissions).toEqual({ pages: 'write', 'id-token': 'write' });
});

it('tests on the oldest Node that package.json allows, and on the one that is published', () => {
  const { engines } = JSON.parse(read('package.json'));
  const node = test.steps.find(({ uses }) => uses?.startsWith('actions/setup-node@'));
  expect(node?.with?.['node-version']).toMatch(/^\$\{\{ matrix\.node \}\}$/);
  expect(test.strategy?.matrix.node.map((version) => `>=${version}`)).toContain(engines.node);
  expect(test.strategy?.matrix.node).toContain('22');
  expect(test.strategy?.['fail-fast']).toBe(false);
});

it('names scripts and a Node that there are', () => {
  const { scripts, engines } = JSON.parse(read('package.json'));
  expect(Object.keys(scripts)).toContain('test');
  expect(engines.node).toBe('>=20.19');
  // npm ci refuses a lockfile that does not fit package.json
  execFileSync('npm', ['ci', '--dry-run', '--ignore-scripts', '--offline'], { cwd: root, stdio: 'pipe' });
});
