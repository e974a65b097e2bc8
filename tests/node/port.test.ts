import { createServer } from 'node:net';
import { createServer as createDevServer, type InlineConfig, preview, resolveConfig } from 'vite';
import { afterEach, expect, test } from 'vitest';
import { portOf, refuseTakenPort } from '../../src/node/port.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A port that something else listens on. */
async function takenPort(): Promise<number> {
  const other = createServer();
  await new Promise<void>((done) => other.listen({ port: 0, host: 'localhost' }, done));
  closing.push(() => other.close());
  const address = other.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const bare: InlineConfig = { configFile: false, logLevel: 'silent', plugins: [refuseTakenPort()] };

test('a taken port is refused in words, with the command that takes another', async () => {
  const port = await takenPort();
  const refused = (command: string) =>
    `Port ${port} is taken: another program already listens there, so the page cannot be served. ` +
    `Stop that program, or choose another port: PORT=${port + 1} ${command}`;
  await expect(preview({ ...bare, preview: { port, strictPort: true } })).rejects.toMatchObject({
    message: refused('npm start'),
    stack: refused('npm start'),
  });
  await expect(createDevServer({ ...bare, server: { port, strictPort: true } })).rejects.toThrow(
    refused('npm run dev'),
  );
});

test('a free port is taken', async () => {
  const server = await preview({ ...bare, preview: { port: 0, strictPort: true } });
  closing.push(() => server.close());
  expect(server.resolvedUrls?.local[0]).toMatch(/^http:\/\/localhost:\d+\/$/);
});

test('npm start and npm run dev have ports of their own, and PORT overrides either', async () => {
  const { server, preview: start } = await resolveConfig({}, 'serve');
  expect([start.port, server.port]).toEqual([4173, 5173]);
  expect([start.strictPort, server.strictPort]).toEqual([true, true]);
  expect(portOf(4173, '8080')).toBe(8080);
  expect(portOf(4173, undefined)).toBe(4173);
  for (const given of ['http', '-1', '1.5', '65536'])
    expect(() => portOf(4173, given)).toThrow(`PORT = "${given}"`);
});
