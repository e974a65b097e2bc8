import { afterEach, describe, expect, it, vi } from 'vitest';
import { copyPicture, copyText, pictureCopyRefusal } from '../../src/export/copy.ts';

afterEach(() => vi.unstubAllGlobals());

const browser = (clipboard: object, secure = true) => {
  vi.stubGlobal('isSecureContext', secure);
  vi.stubGlobal('navigator', { clipboard });
  vi.stubGlobal(
    'ClipboardItem',
    class {
      readonly given: unknown;
      constructor(given: unknown) {
        this.given = given;
      }
    },
  );
};

describe('pictures', () => {
  it('cannot be copied in an insecure page, or without a clipboard of items', () => {
    browser({ write: () => {} }, false);
    expect(pictureCopyRefusal()).toContain('https');
    browser({});
    expect(pictureCopyRefusal()).toContain('cannot copy pictures');
    browser({ write: () => {} });
    expect(pictureCopyRefusal()).toBeUndefined();
  });

  it('are made within the click, and given to the clipboard as a promise', async () => {
    const write = vi.fn(async () => {});
    browser({ write });
    const blob = new Blob(['png']);
    const make = vi.fn(async () => blob);
    const copied = copyPicture(make);
    expect(make).toHaveBeenCalledTimes(1);
    expect(write).toHaveBeenCalledTimes(1);
    await copied;
    expect(write.mock.calls).toMatchObject([[[{ given: { 'image/png': Promise.resolve(blob) } }]]]);
  });

  it('that cannot be made report their own trouble', async () => {
    browser({ write: () => Promise.reject(new Error('not allowed')) });
    await expect(copyPicture(() => Promise.reject(new Error('too large')))).rejects.toThrow('too large');
  });

  it('that the browser refuses are a trouble with its reason', async () => {
    browser({ write: () => Promise.reject(new Error('not allowed')) });
    await expect(copyPicture(async () => new Blob())).rejects.toThrow(
      'The picture was not copied. Your browser blocked copying (not allowed)',
    );
  });
});

it('a text that the browser refuses is a trouble with its reason', async () => {
  const writeText = vi.fn(async () => {});
  browser({ writeText });
  await copyText('a link');
  expect(writeText).toHaveBeenCalledWith('a link');
  browser({ writeText: () => Promise.reject(new Error('not allowed')) });
  await expect(copyText('a link')).rejects.toThrow(
    'The text was not copied. Your browser blocked copying (not allowed)',
  );
});
