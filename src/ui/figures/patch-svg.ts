/**
 * Draws an SVG text `after` into an element that holds `before`. Where both have the same elements, only the attributes
 * and words that differ are set: the browser then keeps the layout and the paint of the rest, such as axes and names.
 */
export function patchSvg(host: Element, before: string | undefined, after: string): void {
  if (before === after) return;
  const changes = before === undefined ? undefined : changesBetween(before, after);
  const elements = host.querySelectorAll('*');
  // page translators and other extensions put elements of their own among them
  if (!changes || elements.length !== elementsIn(after)) {
    host.innerHTML = after;
    return;
  }
  for (const { at, set, words } of changes) {
    const element = elements[at];
    for (const [name, value] of set) element.setAttribute(name, value);
    if (words !== undefined) element.textContent = words;
  }
}

const elementsIn = (svg: string) => svg.match(/<(?!\/)/g)?.length ?? 0;

interface Change {
  /** Place of the element among all, in document order. */
  readonly at: number;
  readonly set: readonly (readonly [name: string, value: string])[];
  readonly words?: string;
}

/** The changes from one text to the other. Undefined if they differ in more than attributes and words. */
export function changesBetween(before: string, after: string): Change[] | undefined {
  const [old, now] = [before.split('<'), after.split('<')];
  if (old.length !== now.length) return undefined;
  const changes: Change[] = [];
  let at = -1;
  for (let i = 1; i < now.length; i++) {
    if (!now[i].startsWith('/')) at += 1;
    if (old[i] === now[i]) continue;
    // words with entities would have to be read, and words after an element's end belong to the one around it
    if (now[i].startsWith('/') || now[i].includes('&')) return undefined;
    const [from, to] = [partsOf(old[i]), partsOf(now[i])];
    // words that an element follows are not all that is in theirs
    const leaf = now[i + 1]?.startsWith('/') ?? false;
    if (from.shape !== to.shape || (from.words !== to.words && !leaf)) return undefined;
    changes.push({
      at,
      set: to.attributes.filter(([, value], j) => value !== from.attributes[j][1]),
      ...(from.words !== to.words && { words: to.words }),
    });
  }
  return changes;
}

/** One piece of a text, from an element's name to the next angle bracket. The shape is all but values and words. */
function partsOf(piece: string): {
  readonly shape: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly words: string;
} {
  const attributes: [string, string][] = [];
  const shape = piece.replace(/([\w:-]+)="([^"]*)"/g, (_, name: string, value: string) => {
    attributes.push([name, value]);
    return name;
  });
  const end = shape.indexOf('>');
  return { shape: shape.slice(0, end + 1), attributes, words: shape.slice(end + 1) };
}
