/** Nodes that an extension put beside a text of the page, or in its place. */
interface Foreign {
  readonly parent: Node;
  nodes: Node[];
  /** The neighbour after the text when it was taken out. */
  readonly next: Node | null;
}

/**
 * Lets page translators, grammar checkers and other extensions change the page's nodes under React. React keeps every
 * text that has siblings as a node, and throws if it finds that node elsewhere. A text written to a node that is out
 * of the document is not seen either.
 *
 * From now on, taking out a node that an extension moved also takes out what it left in its place, a new node goes
 * where its neighbour would be, and a new text comes back into the document. Call once, before the first rendering.
 */
export function bearForeignNodes(page: Node): void {
  const places = new WeakMap<Node, Foreign>();
  /** Nodes of extensions that stand for no text as yet. */
  const loose = new WeakSet<Node>();
  /** The text last taken out of each parent, as long as nothing came in its place. */
  const bare = new WeakMap<Node, Node>();
  const { insertBefore, appendChild, removeChild } = Node.prototype;

  const take = (node: Node) => {
    if (node.parentNode) removeChild.call(node.parentNode, node);
  };

  /** Takes out what extensions left for a text that goes or moves. */
  const clear = (text: Node) => {
    const place = places.get(text);
    places.delete(text);
    for (const node of place?.nodes ?? []) if (!node.contains(text)) take(node);
  };

  /** The neighbour before which a text without a place in the document belongs. */
  const placeOf = (text: Node, parent: Node): Node | null => {
    const place = places.get(text);
    const near = [...(place?.nodes ?? []), place?.next ?? null];
    return near.find((node) => node?.parentNode === parent) ?? null;
  };

  /** Shows a text that the page wrote, in place of what extensions made of the one before. */
  const show = (text: Node, { parent }: Foreign) => {
    if (!text.isConnected) insertBefore.call(parent, text, placeOf(text, parent));
    clear(text);
  };

  const hear = (records: readonly MutationRecord[]) => {
    const written = new Set(records.flatMap(({ type, target }) => (type === 'characterData' ? target : [])));
    /** The text of each node that was split off it. */
    const tails = new Map<Node, Node>();
    for (const { target, addedNodes, removedNodes, previousSibling, nextSibling } of records) {
      const foreign = [...addedNodes].filter(isForeign);
      for (const node of foreign) loose.add(node);
      const last = bare.get(target);
      const left = last && places.get(last);
      if (left && foreign.length > 0 && left.next === nextSibling) {
        left.nodes.push(...foreign);
        bare.delete(target);
        for (const node of foreign) loose.delete(node);
      }
      const split = previousSibling && (tails.get(previousSibling) ?? previousSibling);
      if (split && written.has(split) && !isForeign(split))
        for (const node of foreign) tails.set(node, split);
      for (const text of removedNodes) {
        if (!(text instanceof Text) || isForeign(text) || text.parentNode === target) continue;
        const beside = [previousSibling, nextSibling].find((node) => node && loose.has(node));
        const nodes = foreign.length > 0 || !beside ? foreign : [beside];
        for (const node of nodes) loose.delete(node);
        places.set(text, { parent: target, nodes, next: nextSibling });
        if (nodes.length === 0) bare.set(target, text);
        // a text out of the document is not below the page any more
        observer.observe(text, { characterData: true });
      }
    }
    const cut = new Set(tails.values());
    for (const text of written) {
      const place = places.get(text);
      if (place && !cut.has(text)) show(text, place);
    }
    for (const [node, text] of tails) {
      const place = places.get(text) ?? { parent: text.parentNode ?? page, nodes: [], next: null };
      place.nodes.push(node);
      places.set(text, place);
    }
  };

  const observer = new MutationObserver(hear);
  observer.observe(page, { childList: true, characterData: true, subtree: true });
  const upToDate = () => {
    const records = observer.takeRecords();
    if (records.length > 0) hear(records);
  };

  Node.prototype.removeChild = function <T extends Node>(this: Node, child: T): T {
    upToDate();
    const outermost = below(this, child);
    take(child);
    clear(child);
    if (outermost && outermost !== child && isForeign(outermost) && !holdsOwn(outermost)) take(outermost);
    return child;
  };
  Node.prototype.insertBefore = function <T extends Node>(this: Node, node: T, next: Node | null): T {
    upToDate();
    const before = next && (below(this, next) ?? placeOf(next, this));
    clear(node);
    return insertBefore.call(this, node, before) as T;
  };
  Node.prototype.appendChild = function <T extends Node>(this: Node, node: T): T {
    upToDate();
    clear(node);
    return appendChild.call(this, node) as T;
  };
}

/** True for a node that React did not make. React names its own by a field whose name begins so. */
const isForeign = (node: Node) => !Object.keys(node).some((name) => name.startsWith('__reactFiber$'));

/** True if a node of React is below this one. */
const holdsOwn = (node: Node): boolean =>
  [...node.childNodes].some((child) => !isForeign(child) || holdsOwn(child));

/** The child of `parent` that is `node` or holds it; undefined if `node` is elsewhere. */
function below(parent: Node, node: Node): Node | undefined {
  let at: Node | null = node;
  while (at && at.parentNode !== parent) at = at.parentNode;
  return at ?? undefined;
}
