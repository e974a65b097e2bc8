import { listed, type Trouble } from '../../../base/errors.ts';

/** Keys of the whole page, which belong before the "#". All others belong behind it. */
const PAGE_KEYS: ReadonlySet<string> = new Set(['backend', 'embed', 'hide', 'lock']);
/** Keys behind the "#" that are no setting of a lane. */
export const SHARED_KEYS: ReadonlySet<string> = new Set(['v', 'lanes', 'pace', 'seeds', 'result']);
/** Keys that other sites append to links. */
const FOREIGN = /^(utm_.*|[a-z]*clid|ref)$/;
const OF_LANE = /^lane\d+\.(.+)$/;
/** Most characters that are read. Six lanes with every setting changed and results take two thirds of it. */
const LONGEST = 100_000;

/** An address with every pair in the part where it belongs. */
export interface PlacedAddress {
  /** With its "?", or empty. */
  readonly query: string;
  /** Without "#". */
  readonly hash: string;
  /** True if a pair stood in the other part. */
  readonly moved: boolean;
  readonly troubles: readonly Trouble[];
}

/**
 * Takes an address apart and puts each pair where it belongs, whichever part it stood in. Pairs of the query come before
 * those of the hash. An address too long to be one of this page is not read and yields a Trouble.
 */
export function placed({ search, hash }: Pick<Location, 'search' | 'hash'>): PlacedAddress {
  const length = search.length + hash.length;
  if (length > LONGEST) return { query: '', hash: '', moved: false, troubles: [tooLong(length)] };
  const before: string[] = [];
  const behind: string[] = [];
  const wide: string[] = [];
  let moved = false;
  for (const [text, home] of [
    [search, before],
    [hash, behind],
  ] as const)
    for (const pair of text.replace(/^[?#]/, '').split('&')) {
      if (pair === '') continue;
      const key = keyOf(pair);
      const [, inner] = OF_LANE.exec(key) ?? [];
      const ofPage = inner !== undefined && (PAGE_KEYS.has(inner) || SHARED_KEYS.has(inner));
      if (ofPage) wide.push(key);
      const belongs = PAGE_KEYS.has(ofPage ? inner : key) || (home === before && FOREIGN.test(key));
      const part = belongs ? before : behind;
      if (ofPage || part !== home) moved = true;
      part.push(ofPage ? pair.replace(/^[^.]*\./, '') : pair);
    }
  return {
    query: before.length > 0 ? `?${before.join('&')}` : '',
    hash: behind.join('&'),
    moved,
    troubles: wide.length > 0 ? [ofAllLanes([...new Set(wide)])] : [],
  };
}

/** The key of a pair such as "K=64", decoded. */
function keyOf(pair: string): string {
  for (const key of new URLSearchParams(pair).keys()) return key;
  return '';
}

/** Keys that stand more than once, each once. */
export function twice(keys: readonly string[]): string[] {
  const seen = new Set<string>();
  const again = keys.filter((key) => {
    const known = seen.has(key);
    seen.add(key);
    return known;
  });
  return [...new Set(again)];
}

/** One Trouble for all keys that stand more than once. */
export const twiceTroubles = (again: readonly string[]): Trouble[] =>
  again.length === 0
    ? []
    : [
        {
          kind: 'config',
          failed: `The address has ${listed(again)} more than once`,
          why: 'The last value of each counts.',
          todo: 'Remove the others.',
        },
      ];

const ofAllLanes = (names: readonly string[]): Trouble => ({
  kind: 'config',
  failed: `${listed(names)} cannot be set for one lane`,
  why: 'The value was applied to the whole page.',
  todo: 'Remove the lane from the name.',
});

const tooLong = (length: number): Trouble => ({
  kind: 'config',
  failed: `The address has ${length.toLocaleString('en')} characters`,
  why: `The page reads at most ${LONGEST.toLocaleString('en')}, so no setting of it was read.`,
  todo: 'Ask for the link again.',
});
