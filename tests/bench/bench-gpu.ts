import { fileURLToPath } from 'node:url';
import { said, troubleOf } from '../../src/base/errors.ts';
import { behave } from '../../src/node/door.ts';
import { softwareDriver, useDriver } from '../../src/node/vulkan.ts';
import { CONTESTS, contestName } from './contests.ts';
import { asked, plays, readFlags } from './flags.ts';
import { writeGpuResults } from './gpu-results.ts';
import { match, type Outcome } from './match.ts';
import { measuredNow } from './measured.ts';
import { measurePeaks } from './peaks.ts';
import { processHost } from './process-host.ts';
import { on } from './report.ts';

// npm run bench:gpu: the WebGPU part in Node, without a browser, for a bare machine with a GPU.

behave({ doing: 'benchmarking', stopped: () => 'Stopped. The parts so far are saved.' });

const contests = CONTESTS.filter(({ backend }) => backend === 'webgpu');
const flags = readFlags(
  'bench:gpu',
  contests.map(contestName),
  fileURLToPath(new URL('./results/gpu', import.meta.url)),
);
const say = (line: string) => process.stderr.write(`${line}\n`);

function refuse(line: string): never {
  say(line);
  process.exit(1);
}

/** A host and its adapter: the GPU, and a software driver only where that is allowed. */
async function openHost() {
  const host = await processHost();
  const first = await host.adapter();
  if (first && (flags.software || !first.software)) return { host, adapter: first };
  if (!flags.software)
    refuse(
      `bench:gpu measured nothing: ${first ? `the only adapter is ${on(first)}` : 'WebGPU in Node offers no adapter'}, and numbers of a processor tell nothing about a GPU. Install the GPU's driver, or give --software to try the benchmark itself out.`,
    );
  const driver = softwareDriver();
  if (driver) useDriver(driver);
  const again = await processHost();
  const adapter = await again.adapter();
  if (!adapter)
    refuse(
      `bench:gpu measured nothing: no adapter, and ${driver ? `${driver} opens none` : 'no software driver beside a browser'}. Install Chromium, or set VK_DRIVER_FILES to a driver's description.`,
    );
  return { host: again, adapter };
}

const { host, adapter } = await openHost().catch((thrown: unknown) => {
  return refuse(
    `bench:gpu measured nothing. ${said(troubleOf(thrown, 'opening WebGPU', 'Restart the machine'))}`,
  );
});
say(`${on(adapter)}, in ${host.name}`);
const peaks = await measurePeaks();
const measured = measuredNow();
const outcomes: Outcome[] = [];
/** After each contest, so that a run that is cut off leaves what it found. */
const write = () => writeGpuResults(flags.out, { adapter, host: host.name, measured, peaks, outcomes });
let text = await write();
for (const contest of contests) {
  if (!asked(flags, contestName(contest))) continue;
  if (contest.hardware && adapter.software && !flags.only.includes(contestName(contest))) continue;
  say(`${contestName(contest)}: ${contest.says}`);
  const peers = contest.peers.filter((peer) => plays(flags, peer));
  outcomes.push(await match({ ...contest, peers }, () => host.enter(), { ...flags, say, clock: true }));
  text = await write();
}
process.stdout.write(text);
// the native devices would keep the process
process.exit(0);
