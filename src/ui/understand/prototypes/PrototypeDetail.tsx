import { EPSILONS } from '../../../base/epsilons.ts';
import { sampledIndex } from '../../../base/sample.ts';
import { USAGE_ROWS } from '../../../base/usage-window.ts';
import { PlotFigure } from '../../figures/PlotFigure.tsx';
import type { Draw } from '../../figures/panels.ts';
import { Chips } from '../../kit/Chips.tsx';
import { numeral, percent } from '../../words/numerals.ts';
import { type PrototypeView, togetherSince } from './prototype-view.ts';
import { Thumbnail } from './Thumbnail.tsx';

interface PrototypeDetailProps {
  readonly view: PrototypeView;
  /** Index into EPSILONS. */
  readonly epsilon: number;
  /** Its index, 0..K-1. */
  readonly prototype: number;
  /** Its position among those shown; undefined if the sample lacks it. */
  readonly place: number | undefined;
  /** Positions of the other members of its group. */
  readonly twins: readonly number[];
  readonly over: Draw;
  readonly caption: string;
  readonly onPick: (prototype: number) => void;
}

/** Largest number of listed duplicates. */
const LISTED = 40;

/** One prototype: its use, the images nearest to it, and its duplicates. */
export function PrototypeDetail(props: PrototypeDetailProps) {
  const { view, epsilon, prototype, place, twins, over, caption, onPick } = props;
  const { measure, grouped, portrait, held, K, shown } = view;
  const share = place === undefined ? undefined : measure?.picture?.wins[place];
  const nearest = place === undefined ? undefined : view.nearest?.[place];
  const then = portrait && measure && portrait.step !== measure.step ? ` at step ${portrait.step}` : '';
  const order = [...twins].sort((a, b) => (portrait?.cosines[b] ?? 0) - (portrait?.cosines[a] ?? 0));
  return (
    <section className="prototype" aria-label={`Prototype ${prototype}`}>
      <p role="status">
        <b>Prototype {prototype}</b>:{' '}
        {place === undefined
          ? `not in the sample of ${numeral(shown)}, so its group and usage are unknown.`
          : share === undefined
            ? ''
            : share > 0
              ? `wins ${percent(share)} of the last ${numeral(USAGE_ROWS)} teacher rows.`
              : `unused in the last ${numeral(USAGE_ROWS)} teacher rows.`}{' '}
        {nearest !== undefined &&
          Number.isFinite(nearest) &&
          `Nearest prototype: cosine ${nearest.toFixed(3)}.`}
      </p>
      <h3>Nearest training images{then}</h3>
      {portrait ? (
        portrait.images.count === 0 ? (
          <p className="plot-note">Dead prototype: it has no direction, so nothing is near it.</p>
        ) : (
          <>
            <div className="thumbnails">
              {Array.from(portrait.likeness.entries(), ([place, cosine]) => (
                <Thumbnail
                  key={`${portrait.step} ${place}`}
                  images={portrait.images}
                  index={place}
                  cosine={cosine}
                />
              ))}
            </div>
            <p className="plot-note">
              The {portrait.images.count} closest of the first {numeral(portrait.searched)} training images,
              by cosine in the teacher’s embedding. Labels are never used in training.
            </p>
          </>
        )
      ) : (
        <p className="plot-note">
          {held ? 'Searching the training images.' : 'Nearest images need a live run. Press Start.'}
        </p>
      )}
      {place !== undefined && (
        <>
          <h3 hidden={!grouped}>
            {duplicatesOf(twins.length)} (ε {EPSILONS[epsilon]})
          </h3>
          {twins.length > 0 && (
            <p className="plot-note">
              All are within ε of prototype {sampledIndex(Math.min(place, ...twins), K, shown)}, the kept one.
              The numbers are the cosine to this prototype, and the step from which both count once.
            </p>
          )}
          {twins.length > 0 && (
            <div className="twins">
              <Chips
                members={order.map((each) => sampledIndex(each, K, shown))}
                most={LISTED}
                picked={prototype}
                onPick={onPick}
                beside={(at) => (
                  <span>
                    {portrait?.cosines[order[at]].toFixed(3)} · {since(view, epsilon, place, order[at])}
                  </span>
                )}
              />
            </div>
          )}
          <PlotFigure
            name={`Usage of prototype ${prototype}`}
            heading="Usage over time"
            note={`Share of the last ${numeral(USAGE_ROWS)} teacher rows that it won, by raw scores. An even share is 1/K.`}
            draw={over}
            aspect={0.42}
            minHeight={150}
            caption={caption}
            saves={measure !== undefined}
          />
        </>
      )}
    </section>
  );
}

const duplicatesOf = (count: number) =>
  count === 0 ? 'No duplicates' : count === 1 ? 'One duplicate' : `${count} duplicates`;

function since(view: PrototypeView, epsilon: number, place: number, twin: number): string {
  const found = togetherSince(view, epsilon, place, twin);
  return found ? `${found.earlier ? '≤ ' : ''}${numeral(found.step)}` : '';
}
