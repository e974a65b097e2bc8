import { useRef } from 'react';
import type { PlotLane } from '../../plots/marks/lane.ts';
import { usageHistogram } from '../../plots/usage-histogram.ts';
import { PlotFigure } from '../figures/PlotFigure.tsx';
import type { Draw } from '../figures/panels.ts';
import { newMemo } from '../kit/memo.ts';
import { TroubleNotice } from '../kit/TroubleNotice.tsx';
import { numeral, percent } from '../words/numerals.ts';
import { Terms } from '../words/Terms.tsx';
import type { Inspector } from './inspector-state.ts';
import type { OpenFile } from './open-file.ts';

interface WeightsUseProps {
  readonly file: OpenFile;
  readonly files: readonly OpenFile[];
  readonly lane: PlotLane;
  readonly beside: readonly PlotLane[];
  readonly K: number;
  readonly caption: string;
  readonly inspector: Inspector;
}

/** The use of prototypes by images, of which a person brings an array: weights alone do not tell it. */
export function WeightsUse({ file, files, lane, beside, K, caption, inspector }: WeightsUseProps) {
  const picker = useRef<HTMLInputElement>(null);
  const keep = useRef(newMemo()).current;
  const { id, images } = file;
  const use = images?.use;
  const others = [...new Map(files.map((each) => [each.file, each])).values()].filter(
    (each) => each.file !== file.file,
  );
  const draw =
    use &&
    keep('usage', [use, lane, beside], (): Draw => {
      const wins = Float32Array.from(use.sizes, (size) => size / use.N);
      const rows = `${numeral(use.N)} images`;
      return (options) => usageHistogram({ lane, beside, wins, K, rows }, options);
    });
  return (
    <section className="inspect-use" aria-label="Use by images">
      <h3>Use by images</h3>
      <p className="inspect-note">
        Weights alone cannot tell which prototypes are used. Add an array with a row per image: embeddings [N,
        D], scores [N, K] or indices [N]. Two arrays are two views of the same images.
      </p>
      <div className="inspect-pick">
        <button type="button" onClick={() => picker.current?.click()}>
          Add images
        </button>
        <input
          ref={picker}
          type="file"
          aria-label="Image arrays"
          multiple
          hidden
          onChange={(event) => {
            inspector.use(id, [...(event.target.files ?? [])]);
            // the same file can be chosen again
            event.target.value = '';
          }}
        />
        {others.length > 0 && (
          <label className="pick">
            <span>Or use an open file</span>
            <select
              value=""
              onChange={(event) => {
                const other = others.find((each) => String(each.id) === event.target.value);
                if (other) inspector.use(id, [other.file]);
              }}
            >
              <option value="">Pick a file</option>
              {others.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.file.name}
                </option>
              ))}
            </select>
          </label>
        )}
        {images && (
          <button type="button" className="quiet" onClick={() => inspector.forgetImages(id)}>
            {use || images.trouble ? 'Remove images' : 'Cancel'}
          </button>
        )}
      </div>
      {images && !use && !images.trouble && (
        <div className="inspect-progress">
          <span>Assigning {images.names.join(' and ')}</span>
          <progress aria-label="Assigned images" value={images.share} />
        </div>
      )}
      {images?.trouble && <TroubleNotice trouble={images.trouble} />}
      {use && draw && (
        <>
          <dl className="inspect-numbers">
            {numbersOf(use, K).map(([name, value]) => (
              <div key={name}>
                <dt>
                  <Terms text={name} />
                </dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <div className="inspect-plots">
            <PlotFigure
              name="Usage of weights"
              heading="Usage per prototype"
              note="Share of the images of the first array that each prototype wins. An even share is 1/K."
              draw={draw}
              aspect={0.5}
              minHeight={180}
              caption={`${caption} Images: ${images?.names.join(' and ')}.`}
              saves
            />
          </div>
        </>
      )}
    </section>
  );
}

/** The numbers of use by name, as the page writes those of lanes. */
function numbersOf(use: NonNullable<NonNullable<OpenFile['images']>['use']>, K: number) {
  const { N, used, occupied, perplexity, views } = use;
  return [
    ['Images', numeral(N)],
    ['Used', percent(used)],
    ['Occupied', percent(occupied)],
    ['Perplexity', `${numeral(Number((perplexity * K).toPrecision(3)))} of ${numeral(K)}`],
    ...(views
      ? [
          ['Agreed', percent(views.agreed)],
          ['Agreement', `${percent(views.agreement)} (${percent(views.chance)} by chance)`],
        ]
      : []),
  ] as const;
}
