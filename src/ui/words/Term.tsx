import './glossary.css';
import { memo, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { Cite } from './Cite.tsx';
import { GLOSSARY, type TermId } from './glossary.ts';

interface TermProps {
  readonly of: TermId;
  /** The word as the text has it. The term's name by default. */
  readonly children?: ReactNode;
  /** False if the same term is a tab stop nearby, or if screen readers skip the text. */
  readonly tab?: boolean;
}

/** Time in ms for the pointer to get from the word to its definition. */
const LEAVES = 150;
/** Distance in px between word and definition, and to the window's edge. */
const GAP = 4;
const EDGE = 8;

/** A word with its definition, which opens on hover, focus and tap, and closes on Esc. */
export const Term = memo(function Term({ of, children, tab = true }: TermProps) {
  const { words, means, source } = GLOSSARY[of];
  const [open, setOpen] = useState(false);
  const word = useRef<HTMLElement>(null);
  const tip = useRef<HTMLSpanElement>(null);
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();

  const show = () => {
    clearTimeout(leaving.current);
    setOpen(true);
  };
  const leave = () => {
    clearTimeout(leaving.current);
    leaving.current = setTimeout(() => {
      if (document.activeElement !== word.current) setOpen(false);
    }, LEAVES);
  };
  useEffect(() => () => clearTimeout(leaving.current), []);

  // render at the end of the page, so that no box around the word clips the definition
  useLayoutEffect(() => {
    if (!open) return;
    const place = () => {
      if (word.current && tip.current) placeBeside(word.current, tip.current);
    };
    place();
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      // Esc must close only the definition
      event.stopPropagation();
      setOpen(false);
    };
    const onPress = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!word.current?.contains(target) && !tip.current?.contains(target)) setOpen(false);
    };
    document.addEventListener('keydown', onKey, true);
    document.addEventListener('pointerdown', onPress, true);
    addEventListener('scroll', place, true);
    addEventListener('resize', place);
    return () => {
      document.removeEventListener('keydown', onKey, true);
      document.removeEventListener('pointerdown', onPress, true);
      removeEventListener('scroll', place, true);
      removeEventListener('resize', place);
    };
  }, [open]);

  // listen to moves: a page that scrolls under a resting pointer must open nothing
  return (
    <>
      <dfn
        ref={word}
        className="term"
        tabIndex={tab ? 0 : undefined}
        aria-describedby={open ? id : undefined}
        onPointerMove={(event) => event.pointerType === 'mouse' && show()}
        onPointerLeave={(event) => event.pointerType === 'mouse' && leave()}
        onFocus={show}
        onBlur={() => setOpen(false)}
        onClick={show}
      >
        {children ?? words[0]}
      </dfn>
      {open &&
        createPortal(
          <span
            ref={tip}
            id={id}
            role="tooltip"
            className="definition"
            onPointerEnter={show}
            onPointerLeave={leave}
          >
            {means}{' '}
            <span className="definition-source">
              <Cite source={source} />
            </span>
          </span>,
          document.body,
        )}
    </>
  );
});

/** Places the definition below the word, or above if there is more room, and inside the window. */
function placeBeside(word: HTMLElement, tip: HTMLElement): void {
  const at = word.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.max(EDGE, Math.min(at.left, innerWidth - width - EDGE));
  const below = at.bottom + GAP;
  const fits = below + height + EDGE <= innerHeight || at.top < height + GAP + EDGE;
  tip.style.left = `${left}px`;
  tip.style.top = `${fits ? below : at.top - GAP - height}px`;
}
