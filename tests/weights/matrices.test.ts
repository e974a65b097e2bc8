import { describe, expect, test } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { countPrototypes } from '../../src/weights/counts.ts';
import { type Matrix, openWeights } from '../../src/weights/matrices.ts';
import { expectedOf, fileOf, fixture, packed, refusal, unzipped } from '../formats/fixtures.ts';
import { safetensors, torchFile } from './files.ts';

const open = (name: string) => openWeights(fileOf(fixture(name)), name);
const candidates = (matrices: readonly Matrix[]) => matrices.filter(({ why }) => why !== '');
const first = async (keys: readonly string[]) =>
  candidates((await openWeights(safetensors(keys), 'a')).matrices).map(({ key }) => key);

describe('fixtures', () => {
  test.each([
    ['dino_full.pth', 'torch', 'epoch'],
    ['dino_full_legacy.pth', 'torch (older form)', 'epoch'],
    ['swav.pth.tar', 'torch', 'epoch'],
    ['dinov2_teacher_fp16.pth', 'torch', undefined],
    ['strided_view.pth', 'torch', undefined],
    ['bf16_parametrized.pth', 'torch', undefined],
    ['prototypes_f32.npy', 'npy', undefined],
    ['prototypes_f16.npy', 'npy', undefined],
    ['prototypes_f64_fortran.npy', 'npy', undefined],
    ['heads.safetensors', 'safetensors', undefined],
  ])('%s offers its prototypes first, with the counts of NumPy', async (name, format, counter) => {
    const file = await open(name);
    expect([file.name, file.format, file.moment?.name]).toEqual([name, format, counter]);
    const expected = expectedOf(name);
    const wanted = expected.also ? [expected, expected.also] : [expected];
    for (const [i, { key, K, D, unique }] of wanted.entries()) {
      const matrix = file.matrices[i];
      expect(matrix).toMatchObject({ key: key === '(whole file)' ? '' : key, K, D, turned: false });
      expect(matrix.why).toMatch(/^It.*\.$/);
      const counts = await countPrototypes(await matrix.read(), K, D);
      const slack = /16$/.test(matrix.dtype) ? 0.005 * K : 0;
      EPSILONS.forEach((epsilon, e) => {
        const count = counts.unique[counts.epsilons.indexOf(epsilon)];
        expect(Math.abs(count - unique[e]), `ε ${epsilon}`).toBeLessThanOrEqual(slack);
      });
    }
  });

  test('dead rows come through', async () => {
    const [{ read, K, D }] = (await open('nan_and_zero_rows.npy')).matrices;
    const rows = await read();
    const length = (k: number) => Math.hypot(...rows.subarray(k * D, (k + 1) * D));
    const dead = Array.from({ length: K }, (_, k) => k).filter((k) => !(length(k) > 0));
    expect(dead).toEqual([3, 5]);
  });

  test('a file without prototypes offers its matrices, none as a candidate', async () => {
    const { matrices } = await open('no_prototypes.pth');
    expect(matrices.map(({ key, K, D, why }) => [key, K, D, why])).toEqual([['fc.weight', 10, 16, '']]);
  });

  test.each<readonly [string, RegExp]>([
    ['vector.npy', /need a matrix.*\[10\] of float64/],
    ['empty.npy', /is empty/],
    ['not_a_checkpoint.pth', /a PNG picture/],
    ['lying_header.safetensors', /has \d/],
    ['hostile_reduce.pth', /posix\.system/],
  ])('%s is refused', async (name, message) => {
    expect(await refusal(() => open(name))).toMatch(message);
  });
});

test('a download that was cut off is refused', async () => {
  const whole = fixture('dino_full.pth');
  const cut = fileOf(whole.subarray(0, whole.length - 4000));
  expect(await refusal(() => openWeights(cut, 'dino_full.pth'))).toMatch(/end is missing/);
});

describe('names of prototypes', () => {
  test.each<readonly [string, readonly string[]]>([
    ['DINO', ['teacher.head.last_layer.weight_v', 'student.module.head.last_layer.weight_v']],
    [
      'iBOT',
      [
        'teacher.head.last_layer.weight_v',
        'teacher.head.last_layer2.weight_v',
        'student.module.head.last_layer.weight_v',
        'student.module.head.last_layer2.weight_v',
      ],
    ],
    [
      'DINOv2',
      [
        'model.teacher.dino_head.last_layer.weight_v',
        'model.teacher.ibot_head.last_layer.weight_v',
        'model.student.dino_head.last_layer.weight_v',
        'model.student.ibot_head.last_layer.weight_v',
      ],
    ],
    [
      'DINOv3',
      [
        'model_ema.dino_head.last_layer.weight',
        'model_ema.ibot_head.last_layer.weight',
        'student.dino_head.last_layer.weight',
      ],
    ],
    ['CAPI', ['model.teacher.head.layer.weight', 'model.student.predictor.head.last_layer.weight_v']],
    ['CARP', ['student_ema.head.last_layer.weight_v', 'module.head.last_layer.weight_v']],
    ['SwAV', ['state_dict.module.prototypes.weight']],
    [
      'SwAV with several heads',
      ['module.prototypes.prototypes0.weight', 'module.prototypes.prototypes1.weight'],
    ],
    ['solo-learn', ['state_dict.momentum_head.last_layer.weight_v', 'state_dict.head.last_layer.weight_v']],
    ['solo-learn SwAV', ['state_dict.momentum_prototypes.weight_v', 'state_dict.prototypes.weight_v']],
    [
      'lightly',
      ['state_dict.teacher_head.last_layer.weight_v', 'state_dict.student_head.last_layer.weight_v'],
    ],
    ['lightly SwAV', ['state_dict.prototypes.heads.0.weight', 'state_dict.prototypes.heads.1.weight']],
    [
      'compiled',
      [
        '_orig_mod.teacher.head.last_layer.parametrizations.weight.original1',
        'student.head._orig_mod.last_layer.module.parametrizations.weight.original1',
      ],
    ],
    ['arrays', ['prototypes', 'head/centroids']],
  ])('%s', async (_, keys) => {
    const other = ['backbone.fc.weight', 'head.mlp.0.weight', 'optimizer.state.0.exp_avg'];
    expect(await first([...other, ...keys].reverse())).toEqual(
      // heads of one kind keep the order of the file
      keys.every((key) => /\d\.weight$/.test(key)) ? [...keys].reverse() : keys,
    );
  });

  test('a state of the optimizer is none, whatever its name', async () => {
    const keys = ['optimizer.state.teacher.head.last_layer.weight_v', 'exp_avg.prototypes.weight'];
    expect(await first(keys)).toEqual([]);
  });

  test('the reason names the network and the layer', async () => {
    const { matrices } = await openWeights(safetensors(['teacher.head.last_layer2.weight_v']), 'a');
    expect(matrices[0].why).toBe('Its name is that of the patch head of iBOT, in the teacher.');
  });
});

describe('shapes', () => {
  const shaped = async (key: string, shape: readonly number[]) =>
    (await openWeights(safetensors([key], shape), 'a')).matrices[0];

  test('axes of length 1 are left out', async () => {
    for (const shape of [
      [1, 6, 4],
      [6, 4, 1, 1],
      [6, 1, 4],
    ])
      expect(await shaped('prototypes', shape)).toMatchObject({ K: 6, D: 4, turned: false });
  });

  test.each([[[1, 24]], [[24, 1]], [[2, 3, 4]], [[24]]])('%j is no matrix', async (shape) => {
    expect(await refusal(() => shaped('prototypes', shape))).toMatch(/need a matrix/);
  });

  test('few rows of many columns are turned round, and back on demand', async () => {
    const matrix = await shaped('prototypes', [16, 64]);
    expect(matrix).toMatchObject({ K: 64, D: 16, turned: true });
    const values = await matrix.read();
    expect([values[0], values[1], values[16]]).toEqual([0, 64, 1]);
    const back = matrix.exchanged();
    expect(back).toMatchObject({ K: 16, D: 64, turned: false, why: matrix.why });
    expect(Array.from(await back.read())).toEqual(Array.from({ length: 1024 }, (_, i) => i));
  });

  test('a layer has a row for each output, and is turned for a width that no head has', async () => {
    expect(await shaped('prototypes.weight', [16, 64])).toMatchObject({ K: 16, turned: false });
    expect(await shaped('prototypes.weight', [16, 5000])).toMatchObject({ K: 5000, turned: true });
  });

  test('lengths come with the directions that they belong to', async () => {
    const [{ gain }] = (await open('dino_full.pth')).matrices;
    const lengths = await gain?.();
    expect(lengths).toHaveLength(512);
    const [{ gain: none }] = (await open('swav.pth.tar')).matrices;
    expect(none).toBeUndefined();
    const [half] = (await open('bf16_parametrized.pth')).matrices;
    expect(await half.gain?.()).toHaveLength(512);
  });
});

test('a read can be ended before it begins, and tells that it is done', async () => {
  const [{ read }] = (await open('swav.pth.tar')).matrices;
  const reason = new Error('enough');
  await expect(read({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const shares: number[] = [];
  await read({ onProgress: (share) => shares.push(share) });
  expect(shares.at(-1)).toBe(1);
});

describe('files of several', () => {
  test('a part of a checkpoint says so, and opens', async () => {
    const { notes } = await openWeights(safetensors(['fc.weight']), 'model-00002-of-00005.safetensors');
    expect(notes.join()).toMatch(/part 2 of a checkpoint in 5 files/);
  });

  test('a file of one rank says so', async () => {
    const { notes } = await openWeights(safetensors(['fc.weight']), 'model_0012499.rank_3.pth');
    expect(notes.join()).toMatch(/one rank's file.*FULL_STATE_DICT/);
  });

  test.each([
    'torch.distributed._shard.sharded_tensor.api\nShardedTensor',
    'torch.distributed.tensor\nDTensor',
  ])('%s is a shard', async (name) => {
    const file = torchFile(['teacher.prototypes.weight'], `c${name}\n)R`);
    expect((await openWeights(file, 'a.pth')).notes.join()).toMatch(/one shard.*FULL_STATE_DICT/);
    expect(await refusal(() => openWeights(torchFile([], `c${name}\n)R`, [9]), 'a.pth'))).toMatch(/shard/);
  });

  test('the list of parts names the one with prototypes', async () => {
    const map = {
      'backbone.fc.weight': 'model-00001-of-00002.safetensors',
      'dino_head.last_layer.weight': 'model-00002-of-00002.safetensors',
    };
    const list = fileOf(JSON.stringify({ metadata: {}, weight_map: map }));
    expect(await refusal(() => openWeights(list, 'model.safetensors.index.json'))).toMatch(
      /in 2 files.*Open model-00002-of-00002\.safetensors, which holds dino_head\.last_layer\.weight/,
    );
  });

  test("a part of torch's distributed checkpoint", async () => {
    for (const name of ['__0_0.distcp', '.metadata'])
      expect(await refusal(() => openWeights(fileOf(Uint8Array.of(0x80, 2, 1, 1)), name))).toMatch(
        /distributed checkpoint.*format_utils/,
      );
  });
});

describe('other files are refused by what they seem to be', () => {
  test.each<readonly [string, string | Uint8Array<ArrayBuffer>, RegExp]>([
    ['JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), /JPEG/],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), /gzip.*Unpack/],
    ['an error page', '\n<!DOCTYPE html><html>404</html>', /web page.*Download/],
    ['a pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n', /Git LFS.*git lfs pull/],
    ['JSON', '{"a": 1}', /JSON/],
    ['a list', '[1, 2]', /JSON/],
    ['text', '0.1 0.2 0.3\n', /plain text.*numpy\.save/],
    ['bytes', Uint8Array.of(1, 2, 3, 0), /no format/],
    ['an empty zip', new Uint8Array([0x50, 0x4b, 5, 6, ...new Array<number>(18).fill(0)]), /empty zip/],
    ['nothing', '', /empty/],
  ])('%s', async (_, data, message) => {
    expect(await refusal(() => openWeights(fileOf(data), 'weights.pth'))).toMatch(message);
  });

  test('a tar archive', async () => {
    const tar = new Uint8Array(512);
    tar.set(Buffer.from('ustar'), 257);
    expect(await refusal(() => openWeights(fileOf(tar), 'a.tar'))).toMatch(/tar archive.*Unpack/);
  });

  test('a zip of other files', async () => {
    const file = packed({ 'run/a.txt': Uint8Array.of(1), 'run/model.pth': Uint8Array.of(2) }, 0);
    expect(await refusal(() => openWeights(file, 'a.zip'))).toMatch(/run\/model\.pth.*Unpack/);
  });
});

test('the extension decides nothing', async () => {
  const { format } = await openWeights(fileOf(fixture('prototypes_f32.npy')), 'weights.pth');
  expect(format).toBe('npy');
});

test('an .npz of one matrix offers it, and one of several goes by their names', async () => {
  const files = { 'a.npy': fixture('prototypes_f32.npy'), 'b.npy': fixture('vector.npy') };
  const one = await openWeights(packed(files, 9), 'a.npz');
  expect([one.format, candidates(one.matrices).map(({ key }) => key)]).toEqual(['npz', ['a']]);
  const more = { ...files, 'prototypes.npy': fixture('prototypes_f16.npy') };
  const several = await openWeights(packed(more, 9), 'a.npz');
  expect(candidates(several.matrices).map(({ key }) => key)).toEqual(['prototypes']);
  expect(several.matrices.map(({ key }) => key)).toEqual(['prototypes', 'a']);
});

test('numbers and objects that cannot be shown are noted', async () => {
  const { notes } = await openWeights(safetensors(['fc.weight'], [3, 3], 'I32'), 'a').catch(
    (error: Error) => ({ notes: [error.message] }),
  );
  expect(notes.join()).toMatch(/fc\.weight \[3, 3\] of int32/);
  const args = (await open('dino_full.pth')).notes;
  expect(args.join()).toMatch(/left out, and nothing is ever run: argparse\.Namespace/);
  expect(Object.keys(await unzipped('dino_full.pth')).length).toBeGreaterThan(0);
});
