import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { EPSILONS } from '../../../base/epsilons.ts';
import type { Measure } from '../../../base/messages.ts';
import { placeInSample, sampledIndex } from '../../../base/sample.ts';
import { USAGE_ROWS } from '../../../base/usage-window.ts';
import { save } from '../../../export/save.ts';
import type { FirstMerge } from '../../../metrics/first-merge.ts';
import { map, mapSpots } from '../../../plots/map.ts';
import type { PlotOptions } from '../../../plots/marks/frame.ts';
import type { SpotsData } from '../../../plots/marks/spots.ts';
import { nearest } from '../../../plots/nearest.ts';
import { FIRST_TURN, sphere, sphereSpots } from '../../../plots/sphere.ts';
import { usageHistogram } from '../../../plots/usage-histogram.ts';
import { winsVsStep } from '../../../plots/wins-vs-step.ts';
import { PickFigure } from '../../figures/PickFigure.tsx';
import { PlotFigure } from '../../figures/PlotFigure.tsx';
import { type Draw, plotLanes } from '../../figures/panels.ts';
import { EpsilonPick } from '../../kit/EpsilonPick.tsx';
import { useEnvironment } from '../../kit/environment.ts';
import { newMemo } from '../../kit/memo.ts';
import { NumberBox } from '../../kit/NumberBox.tsx';
import { refusedNumber } from '../../kit/refused-number.ts';
import type { AppState } from '../../state/app-state.ts';
import { beginningOf } from '../../state/beginnings.ts';
import { latestOf } from '../../state/lane-state.ts';
import { laneCaptions } from '../../words/caption.ts';
import { numeral, percent } from '../../words/numerals.ts';
import { groupsCsv } from './groups-csv.ts';
import { PrototypeDetail } from './PrototypeDetail.tsx';
import { PrototypeGroups } from './PrototypeGroups.tsx';
import { groupsOf, prototypeView, shareOverTime, twinsOf } from './prototype-view.ts';

const NONE = new Float32Array(0);

/** The prototypes of one lane one by one: their positions, their duplicates, and the images near them. */
export function Prototypes({ state }: { readonly state: AppState }) {
  const { store } = useEnvironment();
  const keep = useRef(newMemo()).current;
  const [turn, setTurn] = useState(FIRST_TURN);
  const { openPrototypes, lanes, at, epsilon: e } = state;
  const index = Math.max(
    0,
    lanes.findIndex(({ id }) => id === openPrototypes?.lane),
  );
  const lane = lanes[index];
  const id = lane.id;

  // show the first lane when the chosen one is removed
  useEffect(() => {
    store.dispatch({ type: 'lookInto', lane: id });
  }, [store, id]);
  useEffect(() => () => store.dispatch({ type: 'lookInto' }), [store]);

  const all = plotLanes(state, keep);
  const own = all[index];
  const picked = openPrototypes?.prototype;
  const epsilon = EPSILONS[e];
  const view = keep('view', [lane, at, picked], () => prototypeView(lane, at, picked));
  const { measure, grouped, nearest: likeness, K, D, shown, held } = view;
  const picture = measure?.picture;
  const place = picked === undefined ? undefined : placeInSample(picked, K, shown);
  const groups = keep('groups', [grouped?.representatives, picture, e, K, shown], () => groupsOf(view, e));
  const twins = keep('twins', [grouped?.representatives, picked, e, K, shown], () =>
    twinsOf(view, e, picked),
  );
  const caption = laneCaptions(lanes, state.catalogue)[index];

  const pick = useCallback((prototype: number) => store.dispatch({ type: 'pick', prototype }), [store]);
  const goToMerge = useCallback(
    ({ step, pair: [, duplicate] }: FirstMerge) => {
      store.dispatch({ type: 'lookAt', step });
      pick(duplicate);
    },
    [store, pick],
  );
  const pickPlace = useCallback((found: number) => pick(sampledIndex(found, K, shown)), [pick, K, shown]);
  const describe = (found: number) => {
    const duplicates = twinsOf(view, e, sampledIndex(found, K, shown)).length;
    const words = [`${sampledIndex(found, K, shown)}: ${percent(picture?.wins[found])} of assignments`];
    if (grouped) words.push(duplicates === 1 ? '1 duplicate' : `${duplicates} duplicates`);
    return words.join(', ');
  };
  const turnBy = useCallback(
    (right: number, up: number) =>
      setTurn(({ yaw, pitch }) => ({
        yaw: yaw + right,
        pitch: Math.min(Math.PI / 2, Math.max(-Math.PI / 2, pitch + up)),
      })),
    [],
  );

  const spots = keep(
    'spots',
    [own, picture, K, place, twins, ...all],
    (): SpotsData => ({
      lane: own,
      beside: all,
      places: picture?.places ?? NONE,
      wins: picture?.wins ?? NONE,
      cloud: picture?.cloud ?? NONE,
      K,
      picked: place,
      twins,
    }),
  );
  const drawMap = keep('map', [spots], (): Draw => (options) => map(spots, options));
  const drawSphere = keep('sphere', [spots, turn], (): Draw => (options) => sphere(spots, options, turn));
  const onMap = useCallback((options: PlotOptions) => mapSpots(spots, options), [spots]);
  const onSphere = useCallback((options: PlotOptions) => sphereSpots(spots, options, turn), [spots, turn]);
  const drawWins = keep('wins', [own, picture, K, ...all], (): Draw => {
    const data = { lane: own, beside: all, wins: picture?.wins ?? NONE, K };
    return (options) => usageHistogram(data, options);
  });
  const drawNearest = keep('nearest', [own, likeness, K, D, epsilon, ...all], (): Draw => {
    const data = { lane: own, beside: all, nearest: likeness ?? NONE, K, D, epsilon };
    return (options) => nearest(data, options);
  });
  const { snapshots } = lane.run;
  const latest = latestOf(lane.run);
  const beginning = keep('beginning', [snapshots, e], () => beginningOf(lane.run, e));
  const over = keep('over', [own, snapshots, picked, K, latest?.steps, at, ...all], (): Draw => {
    const share = shareOverTime(snapshots, picked ?? 0, K);
    const data = { lane: own, beside: all, prototype: picked ?? 0, share, K, steps: latest?.steps, at };
    return (options) => winsVsStep(data, options);
  });
  const note = useMemo(() => {
    if (!measure) return 'Prototypes appear when a run starts.';
    if (!picture) return 'This run was saved without the positions of its prototypes.';
    const of =
      shown < K ? `${numeral(shown)} prototypes sampled from ${numeral(K)}` : `all ${numeral(K)} prototypes`;
    return `Step ${numeral(measure.step)}, ${of}. PC1 to PC3: principal components.`;
  }, [measure, picture, shown, K]);
  const saves = picture !== undefined;
  const boxId = useId();
  const number = index + 1;
  const refuse = (text: string, fault: string) =>
    store.dispatch({
      type: 'notice',
      troubles: [refusedNumber(text, fault, `Use a whole number from 0 to ${Math.max(0, K - 1)}`)],
    });
  const saveCsv = () =>
    save(
      new Blob([groupsCsv(view)], { type: 'text/csv' }),
      `prototypes-lane-${number}-step-${measure?.step ?? 0}.csv`,
    );

  return (
    <div className="prototypes">
      <div className="prototypes-head">
        <fieldset className="lane-tabs">
          <legend className="unseen">Lane</legend>
          {lanes.map((each, i) => (
            <label key={each.id}>
              <input
                type="radio"
                name="prototypes-lane"
                checked={i === index}
                onChange={() => store.dispatch({ type: 'lookInto', lane: each.id })}
              />
              <span>
                {i + 1} {all[i].label}
              </span>
            </label>
          ))}
        </fieldset>
        <label className="pick inline" htmlFor={boxId}>
          <span>Prototype</span>
          <NumberBox
            id={boxId}
            min={0}
            max={Math.max(0, K - 1)}
            value={picked}
            placeholder="none"
            onRead={(k) => {
              if (Number.isInteger(k) && k >= 0 && k < K) pick(k);
              else refuse(String(k), 'is no prototype of this lane');
            }}
            onRefuse={refuse}
          />
        </label>
        <EpsilonPick label="Count duplicates within" epsilon={e} />
        <button type="button" className="prototypes-save" disabled={!saves} onClick={saveCsv}>
          Save CSV
        </button>
        <p className="prototypes-note">{note}</p>
      </div>
      <PickFigure
        name={`Prototype map, lane ${number}`}
        heading="Map"
        note="Projected onto PC1 and PC2. Click one."
        keys="Arrow keys move between prototypes."
        draw={drawMap}
        spotsOf={onMap}
        onPick={pickPlace}
        picked={place}
        describe={describe}
        caption={caption}
        saves={saves}
      />
      <PickFigure
        name={`Prototype sphere, lane ${number}`}
        heading="Sphere"
        note="PC1, PC2 and PC3, normalised. Drag to turn."
        keys="Arrow keys turn the sphere."
        draw={drawSphere}
        spotsOf={onSphere}
        onPick={pickPlace}
        onTurn={turnBy}
        picked={place}
        describe={describe}
        caption={caption}
        saves={saves}
      />
      <div className="histograms">
        <PlotFigure
          name={`Usage histogram, lane ${number}`}
          heading="Usage per prototype"
          note={`Share of the last ${numeral(USAGE_ROWS)} teacher rows, by raw scores. An even share is 1/K.`}
          draw={drawWins}
          aspect={0.5}
          minHeight={180}
          caption={caption}
          saves={saves}
        />
        {likeness && (
          <PlotFigure
            name={`Nearest neighbours, lane ${number}`}
            heading="Nearest-neighbour similarity"
            note="Dashed: expected for K random directions."
            draw={drawNearest}
            aspect={0.5}
            minHeight={180}
            caption={caption}
            saves
          />
        )}
      </div>
      {grouped ? (
        <PrototypeGroups
          groups={groups}
          epsilon={epsilon}
          shown={shown}
          of={shown < K ? K : undefined}
          step={grouped.step}
          picked={picked}
          merge={beginning.merge}
          onMerge={goToMerge}
          onPick={pick}
        />
      ) : (
        <p className="plot-note groups">{missing(measure, held, lane.run.inside?.inspections[0]?.step)}</p>
      )}
      {picked === undefined ? (
        <p className="plot-note prototype">
          Pick a prototype to see its nearest images, its duplicates and its usage over time.
        </p>
      ) : (
        <PrototypeDetail
          view={view}
          epsilon={e}
          prototype={picked}
          place={place}
          twins={twins}
          over={over}
          caption={caption}
          onPick={pick}
        />
      )}
    </div>
  );
}

/** Explains why groups are missing. Many prototypes have them only where the worker was asked. */
function missing(measure: Measure | undefined, held: boolean, first: number | undefined): string {
  if (!measure) return 'Duplicates appear when a run starts.';
  if (!measure.census) return 'This run was saved without its duplicates. Press Start to train it again.';
  if (first !== undefined)
    return `Duplicates are tracked from step ${numeral(first)}, when you opened this panel.`;
  return held ? 'Counting duplicates.' : 'With so many prototypes, duplicates need a live run. Press Start.';
}
