import { describe, expect, test } from 'vitest';
import { isCall, nameIn, referenceIn, unpickled } from '../../src/formats/pickle.ts';
import { pickle, refusal } from './fixtures.ts';

const bytesOfHex = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const read = (bytes: Uint8Array) => unpickled(bytes)?.value;
const message = (bytes: Uint8Array) => refusal(async () => unpickled(bytes));

/** The output of pickle.dumps(value, protocol) of Python 3.11, as hex. */
const WRITTEN = [
  // protocol 2
  [
    '80027d71002858070000006e756d6265727371015d7102284b014afeffffff4a701101008a060000000000018a06',
    '0000000000ff8a09000000000000000040473ff80000000000004e88896558060000007475706c65737103282958',
    '010000007971048571054b014b028671064b014b024b03877107284b014b024b034b047471087471095804000000',
    '74657874710a5802000000c3a9710b58050000006279746573710c580100000062710d58070000006f7264657265',
    '64710e63636f6c6c656374696f6e730a4f726465726564446963740a710f2952711058010000006b71114b01734b',
    '0558010000006e7112580300000073657471135d71144b07615805000000737061636571156374797065730a5369',
    '6d706c654e616d6573706163650a7116295271177d7118580600000065706f63687371194b037362580500000061',
    '6761696e711a6809752e',
  ],
  // protocol 3
  [
    '80037d71002858070000006e756d6265727371015d7102284b014afeffffff4a701101008a060000000000018a06',
    '0000000000ff8a09000000000000000040473ff80000000000004e88896558060000007475706c65737103282958',
    '010000007971048571054b014b028671064b014b024b03877107284b014b024b034b047471087471095804000000',
    '74657874710a5802000000c3a9710b58050000006279746573710c430200ff710d58070000006f72646572656471',
    '0e63636f6c6c656374696f6e730a4f726465726564446963740a710f2952711058010000006b71114b01734b0558',
    '010000006e7112580300000073657471135d71144b07615805000000737061636571156374797065730a53696d70',
    '6c654e616d6573706163650a7116295271177d7118580600000065706f63687371194b0373625805000000616761',
    '696e711a6809752e',
  ],
  // protocol 4
  [
    '8004950f010000000000007d94288c076e756d62657273945d94284b014afeffffff4a701101008a060000000000',
    '018a060000000000ff8a09000000000000000040473ff80000000000004e8889658c067475706c65739428298c01',
    '799485944b014b0286944b014b024b038794284b014b024b034b04749474948c0474657874948c02c3a9948c0562',
    '7974657394430200ff948c076f726465726564948c0b636f6c6c656374696f6e73948c0b4f726465726564446963',
    '749493942952948c016b944b01734b058c016e948c03736574948f94284b07908c057370616365948c0574797065',
    '73948c0f53696d706c654e616d6573706163659493942952947d948c0665706f636873944b0373628c0561676169',
    '6e946809752e',
  ],
  // protocol 5
  [
    '8005950f010000000000007d94288c076e756d62657273945d94284b014afeffffff4a701101008a060000000000',
    '018a060000000000ff8a09000000000000000040473ff80000000000004e8889658c067475706c65739428298c01',
    '799485944b014b0286944b014b024b038794284b014b024b034b04749474948c0474657874948c02c3a9948c0562',
    '7974657394430200ff948c076f726465726564948c0b636f6c6c656374696f6e73948c0b4f726465726564446963',
    '749493942952948c016b944b01734b058c016e948c03736574948f94284b07908c057370616365948c0574797065',
    '73948c0f53696d706c654e616d6573706163659493942952947d948c0665706f636873944b0373628c0561676169',
    '6e946809752e',
  ],
].map((lines) => bytesOfHex(lines.join('')));

describe('pickles of Python', () => {
  test.each([2, 3, 4, 5])('protocol %i', (protocol) => {
    const bytes = WRITTEN[protocol - 2];
    const found = unpickled(bytes);
    if (!found || !(found.value instanceof Map)) throw new Error('no dictionary');
    expect(found.end).toBe(bytes.length);
    const { space, ...values } = Object.fromEntries(found.value);
    const tuples = [[], ['y'], [1, 2], [1, 2, 3], [1, 2, 3, 4]];
    expect(values).toEqual({
      5: 'n',
      numbers: [1, -2, 70000, 2 ** 40, -(2 ** 40), 2n ** 70n, 1.5, null, true, false],
      tuples,
      again: tuples,
      text: 'é',
      bytes: protocol === 2 ? 'b' : Uint8Array.of(0, 255),
      ordered: new Map([['k', 1]]),
      set: [7],
    });
    if (!isCall(space)) throw new Error('the value was made, not named');
    expect([space.name, space.state]).toEqual(['types.SimpleNamespace', new Map([['epochs', 3]])]);
  });

  test.each([2, 3, 4, 5])('protocol %i cut anywhere has no value', (protocol) => {
    const bytes = WRITTEN[protocol - 2];
    for (let length = 0; length < bytes.length; length++)
      expect(unpickled(bytes.subarray(0, length))).toBeUndefined();
  });

  test('a call becomes a name with its arguments', () => {
    const value = read(pickle('cposix\nsystem\n', 'X', 4, 0, 0, 0, 'echo', 0x85, 'R.'));
    if (!isCall(value)) throw new Error('the value was made, not named');
    expect([value.name, value.args]).toEqual(['posix.system', ['echo']]);
  });

  test('a call of what a call gave keeps both names', () => {
    const value = read(pickle('cbuiltins\ngetattr\n', ')R', ')R.'));
    expect(isCall(value) && value.name).toBe('builtins.getattr()');
  });

  test('a name alone, and data outside of the pickle', () => {
    expect(nameIn(read(pickle('ctorch\nfloat16\n.')))).toBe('torch.float16');
    const bytes = pickle('K', 7, 'Q.');
    expect([referenceIn(read(bytes)), unpickled(bytes)?.references]).toEqual([7, [7]]);
  });

  test('a list within itself is read once', () => {
    const value = read(pickle(']q', 0, 'h', 0, 'a.'));
    expect(Array.isArray(value) && value[0] === value).toBe(true);
  });
});

describe('broken pickles are refused', () => {
  test.each<readonly [string, Uint8Array, RegExp]>([
    ['another file', Uint8Array.of(0x89, 0x50, 0x4e), /does not begin/],
    ['another protocol', Uint8Array.of(0x80, 9), /protocol is 9/],
    ['an operation of protocol 0', pickle('I1\n.'), /operation 73/],
    ['an empty stack', pickle('.'), /a value that is not there/],
    ['a value from below a mark', pickle('K', 1, '(0.'), /a value that is not there/],
    ['no mark', pickle('t.'), /a mark that is not there/],
    ['an empty memo', pickle('h', 5, '.'), /recalls the value 5/],
    ['an append to a number', pickle('K', 1, 'K', 2, 'a.'), /no list/],
    ['a key of a number', pickle('K', 1, 'K', 2, 'K', 3, 's.'), /no dictionary/],
    ['a key without a value', pickle('}(K', 1, 'u.'), /key without a value/],
    ['a class named by a number', pickle('K', 1, 'K', 2, 0x93, '.'), /names a class by no text/],
    ['a long name', pickle(`c${'x'.repeat(2000)}\n`), /name without an end/],
    ['a long integer', pickle(0x8b, 0xff, 0xff, 0xff, 0x7f), /integer of 2,147,483,647 bytes/],
    ['a long text', pickle('X', 0xff, 0xff, 0xff, 0x7f), /text of 2,147,483,647 bytes/],
    ['many objects', pickle('}'.repeat(1_000_001)), /too many objects/],
  ])('%s', async (_, bytes, expected) => {
    expect(await message(bytes)).toMatch(expected);
  });
});
