import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TroubleError } from '../../src/base/errors.ts';
import { looseJson } from '../../src/export/loose-json.ts';
import { decodedText } from '../../src/export/text-file.ts';
import { textForms } from './text-forms.ts';

const VALUE = { K: 256, method: 'swav', name: 'Österreich // not a comment', nested: [1, { a: null }] };

describe('a JSON file', () => {
  test.each([...textForms(JSON.stringify(VALUE, null, 2))])('is read as %s', async (_, bytes) => {
    expect(await looseJson(decodedText(bytes))).toEqual(VALUE);
  });

  test.each([
    ['{"K": 12 "D": 3}', 'Line 1, column 10: comma expected.'],
    ['{\r\n  "K": ,\r\n}', 'Line 2, column 8: value expected.'],
    ['{"K": 1', 'Line 1, column 8: close brace expected.'],
    ['hello', 'Line 1, column 1: invalid symbol.'],
  ])('%s is refused with the place', async (text, why) => {
    const thrown = await looseJson(text).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(TroubleError);
    expect((thrown as TroubleError).trouble.why).toBe(why);
  });

  test('of other bytes is refused', () => {
    expect(() => decodedText(new Uint8Array([0x7b, 0xff, 0xc0, 0x7d]))).toThrow('Its bytes are not UTF-8.');
  });

  test('any value comes back from any form', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), async (value) => {
        // the lenient parser takes this key for the prototype
        fc.pre(!JSON.stringify(value).includes('__proto__'));
        const same = JSON.parse(JSON.stringify(value));
        for (const [form, bytes] of textForms(JSON.stringify(value)))
          if (!/comments/.test(form)) expect(await looseJson(decodedText(bytes)), form).toEqual(same);
      }),
      { numRuns: 50 },
    );
  });
});
