import type { Course } from '../base/config.ts';
import { NO_COURSE } from '../base/config.ts';
import { courseIn } from '../export/course.ts';
import { isRunFile, readRun } from '../export/read-run.ts';
import { readJsonFile } from './json-file.ts';
import { misread } from './misread.ts';

/** All that a run takes from a file: its settings, which the session checks, and what is done to it while it trains. */
export interface RunSettings {
  readonly config: Readonly<Record<string, unknown>>;
  readonly course: Course;
}

/**
 * Reads settings from a file: a flat config, which may list `changes`, or a run that the page or this door saved, whose
 * lane number `lane` is taken. Throws a TroubleError for anything else, and for a run of several lanes without a number.
 */
export async function readRunSettings(path: string, lane: number | undefined): Promise<RunSettings> {
  const parsed = await readJsonFile(path);
  if (isRunFile(parsed)) return laneOf(readRun(parsed).lanes, path, lane);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw misread(`--config ${path}`, 'an object of settings, such as {"K": 256}, or a run file');
  if (lane !== undefined) throw misread(`--lane ${lane}`, 'it with a run file of several lanes only');
  const { changes, byHand, returns, ...config } = parsed as Record<string, unknown>;
  const course = courseIn({ value: { changes, byHand, returns }, path: '' });
  return { config, course: course ?? NO_COURSE };
}

function laneOf(
  lanes: ReturnType<typeof readRun>['lanes'],
  path: string,
  lane: number | undefined,
): RunSettings {
  const found = lane === undefined && lanes.length === 1 ? lanes[0] : lanes[(lane ?? 0) - 1];
  if (!found)
    throw misread(
      lane === undefined ? `--config ${path}` : `--lane ${lane}`,
      `--lane with a number from 1 to ${lanes.length}: the run has ${lanes.length} lanes`,
    );
  return { config: found.config, course: found.course ?? NO_COURSE };
}
