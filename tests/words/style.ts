/** A rule of the house style that a machine can check. */
interface Rule {
  readonly name: string;
  /** The part of a text that breaks the rule, if one does. */
  readonly broken: (text: string) => string | undefined;
}

/** Most words of a sentence. */
const LONGEST = 20;

/** Openings of a clause where a noun fits. */
const OPENING = /^(?:Of|There (?:is|are|was|were)|Whether|What|Which)\b/;

/** Home-made or foreign words, with the field's or the page's own. */
const BANNED: Readonly<Record<string, RegExp>> = {
  duplicates: /\bcopies\b/i,
  'PCA plane': /\bprincipal (?:plane|directions?)\b/i,
  'PC1, PC2': /\bP[123]\b/,
  'GPU or CPU': /\bprocessors?\b/i,
  setting: /\bknobs?\b/i,
  masked: /\bhidden (?:patch|place|position)/i,
  'random baseline': /\bisotropic\b/i,
  lockstep: /\block-step\b/i,
  'prototype purity': /\bprototype accuracy\b/i,
  'embedding diversity': /\bceiling\b/i,
  'a plain verb': /\b(?:fares?|stands?|stood|wins? out|went well|is told|was told)\b/i,
  you: /\bone (?:pays|has|can|sees|reads)\b/i,
};

/** American spellings, with the British one. */
const AMERICAN: Readonly<Record<string, RegExp>> = {
  'colour, behaviour, neighbour, grey, centre': /\b(?:color|behavior|neighbor|gray|center)/i,
  '-ise':
    /\b\w*(?:normal|optim|initial|regular|minim|maxim|real|visual|organ|summar|recogn|util)iz(?:e|ed|es|ing|er|ers|ation)\b/i,
  analyse: /\banalyz/i,
  'a licence': /\ba license\b/i,
};

const first = (text: string, words: Readonly<Record<string, RegExp>>, say: (word: string) => string) => {
  for (const [better, pattern] of Object.entries(words)) {
    const found = pattern.exec(text)?.[0];
    if (found) return `${found} (${say(better)})`;
  }
  return undefined;
};

/** The rule that a list of numbers, read out, may break. */
export const LENGTH = `has at most ${LONGEST} words a sentence`;

export const RULES: readonly Rule[] = [
  {
    name: 'opens with a subject',
    broken: (text) => sentences(text).find((sentence) => OPENING.test(sentence)),
  },
  {
    name: 'has no space before %',
    broken: (text) => /[\dN)][\s\u2009\u202f\u00a0]%(?! of K)/.exec(text)?.[0],
  },
  { name: 'uses the words of the field', broken: (text) => first(text, BANNED, (word) => `use ${word}`) },
  { name: 'is British', broken: (text) => first(text, AMERICAN, (word) => `use ${word}`) },
  {
    name: LENGTH,
    broken: (text) => sentences(text).find((sentence) => wordsOf(sentence) > LONGEST),
  },
];

/** The sentences of a text. A colon or a semicolon ends none. */
export const sentences = (text: string): string[] =>
  text
    .replace(/et al\./g, 'et al')
    .split(/(?<=[.!?]['"”’)]?)\s+(?=[^a-z\s]|i[A-Z])/)
    .filter((sentence) => sentence.trim() !== '');

const wordsOf = (sentence: string): number =>
  sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

/** True for a text that ends as a sentence does. */
export const ended = (text: string): boolean => /[.!?]$/.test(text);
