import { expect, test } from 'vitest';
import { type Pickled, type PickledCall, unpickled } from '../../src/formats/pickle.ts';
import { type Checkpoint, checkpointOf } from '../../src/formats/state.ts';
import { fileOf, pickle, refusal } from './fixtures.ts';

const call = (name: string, ...args: Pickled[]): PickledCall => ({
  kind: 'call',
  name,
  args,
  state: null,
  items: [],
  entries: new Map(),
});
const name = (text: string): Pickled => ({ kind: 'name', name: text });

/** A tensor [2, 2] in its storage's order, as torch's function of that name makes it. */
function tensor(storage: string, form = '_v2', ...more: Pickled[]): PickledCall {
  const id = ['storage', name(storage), '0', 'cpu', 4];
  const rest: Pickled[] = [0, [2, 2], [2, 1], false, new Map(), ...more];
  return call(`torch._utils._rebuild_tensor${form}`, { kind: 'reference', id }, ...rest);
}

const NUMBERS = Float32Array.of(1, 2, 3, 4);

const open = (value: Pickled): Checkpoint =>
  checkpointOf(value, { little: true, size: () => 16, bytes: async () => fileOf(NUMBERS) });

/** Keys and types. */
const listed = (value: Pickled) => open(value).tensors.map(({ key, dtype }) => [key, dtype]);

test('a tensor alone, as a parameter, and of a subclass', async () => {
  const plain = tensor('torch.FloatStorage');
  const forms = [
    plain,
    call('torch._utils._rebuild_parameter', plain, true, new Map()),
    call('torch._utils._rebuild_parameter_with_state', plain, true, new Map(), new Map()),
    call('torch._tensor._rebuild_from_type_v2', name(plain.name), name('my.Tensor'), [...plain.args], null),
  ];
  for (const form of forms) expect(await open(form).tensors[0]?.read()).toEqual(NUMBERS);
  const keys = listed([...forms]).map(([key]) => key);
  expect(keys).toEqual(['0', '1', '2', '3']);
});

test('a storage without a type takes the type of its tensor', () => {
  const untyped = (dtype: string) => tensor('torch.storage.UntypedStorage', '_v3', name(dtype));
  expect(listed([untyped('torch.float32'), untyped('torch.float8_e4m3fn')])).toEqual([
    ['0', 'float32'],
    ['1', 'float8_e4m3fn of torch'],
  ]);
  expect(listed(tensor('torch.cuda.HalfStorage'))).toEqual([['', 'float16']]);
});

test('a tensor of an unknown number type is listed, and not read', async () => {
  const [odd] = open(tensor('torch.OddStorage')).tensors;
  expect(await refusal(async () => odd?.read())).toMatch(/OddStorage of torch/);
});

test('a quantised tensor is named as one, and not read', async () => {
  const quantised = { ...tensor('torch.QInt8Storage'), name: 'torch._utils._rebuild_qtensor' };
  expect(listed(quantised)).toEqual([['', 'qint8']]);
  const [{ read }] = open(quantised).tensors;
  for (const integers of [false, true])
    expect(await refusal(async () => read({ integers }))).toMatch(/quantised.*dequantize/);
});

test('a tensor of a class that wraps others gives its name and its parts', () => {
  const wrapped = call(
    'torch._tensor._rebuild_from_type_v2',
    name('torch._utils._rebuild_wrapper_subclass'),
    name('torch.distributed.tensor.DTensor'),
    [],
    new Map<Pickled, Pickled>([['_local_tensor', tensor('torch.FloatStorage')]]),
  );
  const { tensors, placeholders } = open(new Map([['w', wrapped]]));
  expect([...placeholders]).toEqual([['w', 'torch.distributed.tensor.DTensor']]);
  expect(tensors.map(({ key }) => key)).toEqual(['w._local_tensor']);
});

test('None, texts and numbers among tensors do no harm', () => {
  const value = new Map<Pickled, Pickled>([
    ['nothing', null],
    ['name', 'a run'],
    ['epoch', 12],
    ['betas', [0.9, 0.999]],
    ['weights', new Map([['w', tensor('torch.FloatStorage')]])],
  ]);
  const { tensors, numbers } = open(value);
  expect(tensors.map(({ key }) => key)).toEqual(['weights.w']);
  expect([...numbers]).toEqual([['epoch', 12]]);
});

test('a whole pickled module gives the keys of its state dictionary, and its classes as placeholders', () => {
  const module = (parts: [Pickled, Pickled][]) => ({ ...call('my.Module'), state: new Map(parts) });
  const inner = module([['_parameters', new Map([['weight', tensor('torch.FloatStorage')]])]]);
  const outer = module([['_modules', new Map([['head', inner]])]]);
  const { tensors, placeholders } = open(new Map([['model', outer]]));
  expect(tensors.map(({ key }) => key)).toEqual(['model.head.weight']);
  expect([...placeholders]).toEqual([
    ['model', 'my.Module'],
    ['model.head', 'my.Module'],
  ]);
});

test('a tensor without a storage is refused', async () => {
  const value = unpickled(pickle('ctorch._utils\n_rebuild_tensor_v2\n)R.'))?.value ?? null;
  expect(await refusal(async () => open(value))).toMatch(/lacks a storage/);
});
