import { parseArgs } from 'node:util';
import { openGpu } from '../../src/node/gpu.ts';
import { PARTS } from './parts.ts';
import { PartRecord } from './record.ts';

// node --import tsx tests/gpu/part.ts PART --out FOLDER [--seconds N] [--quick]: one part, in a process of its own.

const { values, positionals } = parseArgs({
  options: {
    out: { type: 'string', default: '.' },
    seconds: { type: 'string', default: '3600' },
    quick: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [name = ''] = positionals;
const part = PARTS[name];
if (!part) {
  process.stderr.write(`no part "${name}": give one of ${Object.keys(PARTS).join(' ')}\n`);
  process.exit(2);
}
const record = new PartRecord(name, values.out, Number(values.seconds), values.quick);
process.on('uncaughtException', (thrown) => {
  record.end(thrown);
  process.exit(1);
});
try {
  await openGpu();
  const work = await part.load();
  await work(record);
} catch (thrown) {
  record.end(thrown);
}
record.save();
// native devices would keep the process
process.exit(record.failed ? 1 : 0);
