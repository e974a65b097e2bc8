import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TroubleError } from '../../src/base/errors.ts';
import { fetchFile } from '../../src/data/fetch-file.ts';

const content = Uint8Array.from({ length: 5000 }, (_, i) => i % 7);
const zipped = gzipSync(content);

/** Answers of different servers for the same file. */
const answers: Record<string, [number, Record<string, string>, Uint8Array | string]> = {
  '/data/plain': [200, { 'content-type': 'application/octet-stream' }, content],
  '/data/zipped.gz': [200, { 'content-type': 'application/gzip' }, zipped],
  '/data/decoded.gz': [200, { 'content-encoding': 'gzip' }, zipped],
  '/data/fallback.gz': [200, { 'content-type': 'text/html; charset=utf-8' }, '<!doctype html>'],
  '/data/damaged.gz': [200, {}, zipped.subarray(0, 30)],
};

let server: Server;
let base = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const [status, headers, body] = answers[request.url ?? ''] ?? [404, {}, 'nothing here'];
    response.writeHead(status, headers);
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  base = `http://127.0.0.1:${address.port}/data`;
});

afterAll(() => {
  server.close();
});

describe('fetching a data file', () => {
  test.each(['plain', 'zipped.gz', 'decoded.gz'])('%s arrives decompressed', async (name) => {
    expect(Buffer.compare(await fetchFile(base)(name), content)).toBe(0);
    expect(Buffer.compare(await fetchFile(`${base}/`)(name), content)).toBe(0);
  });

  test.each([
    ['missing.gz', /\/data\/missing\.gz: the server answered 404 Not Found/],
    ['fallback.gz', /a web page came instead/],
    ['damaged.gz', /gzip data are damaged/],
  ])('%s is refused', async (name, message) => {
    const reading = fetchFile(base)(name);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toBeInstanceOf(TroubleError);
  });

  test('a server that does not answer is refused', async () => {
    await expect(fetchFile('http://127.0.0.1:1/')('x')).rejects.toThrow(/no answer/);
  });
});
