import type { Checkpoint } from '../formats/state.ts';

/** The way to a whole file, as a sentence. */
const GATHER =
  'In the training script, gather the whole state dictionary (FSDP: FULL_STATE_DICT), save it, and open that file.';

const PART = /(\d{1,5})-of-(\d{1,5})(?!\d)/i;
const RANK = /rank[._-]?\d+/i;
/** Classes whose tensors hold some of the rows, and the flat vectors in which FSDP keeps a rank's weights. */
const SHARDED = /\b(Sharded|D)Tensor\b/;
const FLAT = /(^|\.)_?flat_param/;

/** Signs that a file is one of several that belong together, each as sentences. Empty for a whole file. */
export function shardNotes(name: string, { tensors, placeholders }: Checkpoint): string[] {
  const notes: string[] = [];
  const [, part, parts] = PART.exec(name) ?? [];
  if (part && parts && Number(parts) > 1)
    notes.push(
      `This is part ${Number(part)} of a checkpoint in ${Number(parts)} files. Open the other parts for other tensors.`,
    );
  const classes = [...placeholders.values()].filter((each) => SHARDED.test(each));
  const flat = tensors.some(({ key }) => FLAT.test(key));
  if (classes.length > 0 || flat)
    notes.push(`This file is one shard of a checkpoint: each rank has some of the rows. ${GATHER}`);
  else if (RANK.test(name))
    notes.push(`The name is that of one rank's file, which may lack rows or tensors. ${GATHER}`);
  return notes;
}
