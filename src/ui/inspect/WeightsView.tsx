import { useCallback, useId, useRef, useState } from 'react';
import { EPSILONS } from '../../base/epsilons.ts';
import { placeInSample, sampledIndex } from '../../base/sample.ts';
import { map, mapSpots } from '../../plots/map.ts';
import type { PlotOptions } from '../../plots/marks/frame.ts';
import type { SpotsData } from '../../plots/marks/spots.ts';
import { FIRST_TURN, sphere, sphereSpots } from '../../plots/sphere.ts';
import { createCrosshair } from '../figures/crosshair.ts';
import { PickFigure } from '../figures/PickFigure.tsx';
import { PlotFigure } from '../figures/PlotFigure.tsx';
import type { Draw } from '../figures/panels.ts';
import { newMemo } from '../kit/memo.ts';
import { numeral } from '../words/numerals.ts';
import { fileLanes, matrixOf, matrixWords } from './file-words.ts';
import type { Inspector } from './inspector-state.ts';
import type { OpenFile } from './open-file.ts';
import { WeightGroupList } from './WeightGroupList.tsx';
import { WeightsUse } from './WeightsUse.tsx';
import { WeightsVerdict } from './WeightsVerdict.tsx';
import { duplicatesOf, representativesAt } from './weight-groups.ts';
import { histogramDraws, planeDraws, spotsData, uniqueDraw } from './weights-plots.ts';

interface WeightsViewProps {
  readonly file: OpenFile;
  readonly files: readonly OpenFile[];
  /** Index into EPSILONS. */
  readonly epsilon: number;
  readonly inspector: Inspector;
}

const frame = (callback: () => void) => requestAnimationFrame(callback);
const NO_TWINS: readonly number[] = [];

/** The verdict on a matrix with its evidence, its plots, and its largest groups of duplicates. */
export function WeightsView({ file, files, epsilon: e, inspector }: WeightsViewProps) {
  const keep = useRef(newMemo()).current;
  const crosshair = useRef(createCrosshair(frame)).current;
  const [turn, setTurn] = useState(FIRST_TURN);
  const [picked, setPicked] = useState<number>();
  const [paper, setPaper] = useState(true);
  const paperId = useId();
  const turnBy = useCallback(
    (right: number, up: number) =>
      setTurn(({ yaw, pitch }) => ({
        yaw: yaw + right,
        pitch: Math.min(Math.PI / 2, Math.max(-Math.PI / 2, pitch + up)),
      })),
    [],
  );
  const matrix = matrixOf(file);
  const { count } = file;
  const { drawn, counts, gain, random } = count ?? {};
  if (!matrix || !count || (!drawn && !counts)) return null;
  const { K } = matrix;
  const names = files.flatMap((each) => [each.file, each.matrix, each.turned]);
  const lanes = keep('lanes', names, () => fileLanes(files));
  const all = keep('all', [lanes], () => [...lanes.values()]);
  const lane = lanes.get(file.id) ?? all[0];
  if (!lane) return null;
  const caption = `${file.file.name}: ${matrixWords(matrix)}.`;
  const counted = files.map((each) => each.count?.counts);
  const unique = keep('unique', [lanes, file.id, random, paper, ...counted], () =>
    uniqueDraw(files, file, lanes, paper),
  );
  const plane = drawn && keep('plane', [lane, all, drawn, K], () => planeDraws(lane, all, drawn, K));
  const histograms =
    counts &&
    keep('histograms', [lane, all, counts, gain, e], () => histogramDraws(lane, all, counts, gain, e));
  const shown = drawn?.shown ?? 0;
  const place = picked === undefined ? undefined : placeInSample(picked, K, shown);
  const representatives = counts?.representatives;
  const twins =
    picked === undefined || !representatives
      ? NO_TWINS
      : keep('twins', [representatives, picked, e], () =>
          duplicatesOf(representativesAt(representatives, e), picked),
        );
  const points =
    drawn &&
    keep('points', [lane, all, drawn, K, representatives, e], () =>
      spotsData(lane, all, drawn, K, representatives, e),
    );
  const spots =
    points &&
    keep('spots', [points, place, twins], (): SpotsData => {
      const shownTwins = twins.flatMap((k) => placeInSample(k, K, shown) ?? []);
      return { ...points, picked: place, twins: shownTwins };
    });
  const drawMap = spots && keep('map', [spots], (): Draw => (options) => map(spots, options));
  const drawSphere =
    spots && keep('sphere', [spots, turn], (): Draw => (options) => sphere(spots, options, turn));
  const pick = (found: number) => setPicked(sampledIndex(found, K, shown));
  const describe = (found: number) => {
    const k = sampledIndex(found, K, shown);
    if (!representatives) return numeral(k);
    const others = duplicatesOf(representativesAt(representatives, e), k).length;
    return `${numeral(k)}: ${others === 1 ? '1 duplicate' : `${numeral(others)} duplicates`}`;
  };
  const sample =
    shown < K
      ? `Map, sphere, ring and angles draw ${numeral(shown)} of ${numeral(K)} prototypes. All are counted.`
      : '';
  return (
    <>
      {counts && <WeightsVerdict counts={counts} random={random} epsilon={e} />}
      {sample && <p className="inspect-note">{sample}</p>}
      <div className="inspect-plots">
        <div className="inspect-hero">
          <PlotFigure
            name="Unique prototypes of weights by ε"
            heading="Unique prototypes by ε"
            note="Prototypes closer than ε count once (Definition 2.1). Thin: random baseline and the paper’s values."
            draw={unique}
            aspect={0.56}
            minHeight={206}
            caption={caption}
            saves={counts !== undefined}
            crosshair={crosshair}
          />
          <label className="inspect-turn" htmlFor={paperId}>
            <input
              id={paperId}
              type="checkbox"
              checked={paper}
              onChange={(event) => setPaper(event.target.checked)}
            />
            Show the paper’s values
          </label>
        </div>
        {histograms?.nearest && (
          <PlotFigure
            name="Nearest neighbours of weights"
            heading="Nearest-neighbour similarity"
            note="Dashed: expected for K random directions."
            draw={histograms.nearest}
            aspect={0.56}
            minHeight={206}
            caption={caption}
            saves
          />
        )}
        {plane && (
          <>
            <PlotFigure
              name="Ring of weights"
              heading="Ring"
              note="Prototypes projected onto PC1 and PC2 and normalised. Bright means many prototypes."
              draw={plane.ring}
              aspect={1}
              caption={caption}
              saves
            />
            <PlotFigure
              name="Angles of weights"
              heading="Angles"
              note="Density of the angles in the plane of PC1 and PC2."
              draw={plane.angles}
              aspect={0.56}
              minHeight={206}
              caption={caption}
              saves
            />
          </>
        )}
        {spots && drawMap && drawSphere && (
          <>
            <PickFigure
              name="Map of weights"
              heading="Map"
              note="Projected onto PC1 and PC2. Click a prototype."
              keys="Arrow keys move between prototypes."
              draw={drawMap}
              spotsOf={(options: PlotOptions) => mapSpots(spots, options)}
              onPick={pick}
              picked={place}
              describe={describe}
              caption={caption}
              saves
            />
            <PickFigure
              name="Sphere of weights"
              heading="Sphere"
              note="PC1, PC2 and PC3, normalised. Drag to turn."
              keys="Arrow keys turn the sphere."
              draw={drawSphere}
              spotsOf={(options: PlotOptions) => sphereSpots(spots, options, turn)}
              onPick={pick}
              onTurn={turnBy}
              picked={place}
              describe={describe}
              caption={caption}
              saves
            />
          </>
        )}
        {histograms && (
          <>
            <PlotFigure
              name="Group sizes of weights"
              heading={`Sizes of groups (ε ${EPSILONS[e]})`}
              note="Prototypes within ε of a kept one form its group. A single prototype is a group of 1."
              draw={histograms.sizes}
              aspect={0.56}
              minHeight={180}
              caption={caption}
              saves
            />
            <PlotFigure
              name="Norms of weights"
              heading="Norms"
              note="Lengths of the rows as the file holds them. Duplicates are counted by direction alone."
              draw={histograms.norms}
              aspect={0.56}
              minHeight={180}
              caption={caption}
              saves
            />
            {histograms.gains && (
              <PlotFigure
                name="Gains of weights"
                heading="Gains (weight_g)"
                note="Lengths that weight normalisation keeps apart from the directions."
                draw={histograms.gains}
                aspect={0.56}
                minHeight={180}
                caption={caption}
                saves
              />
            )}
          </>
        )}
      </div>
      {counts && (
        <WeightsUse
          file={file}
          files={files}
          lane={lane}
          beside={all}
          K={K}
          caption={caption}
          inspector={inspector}
        />
      )}
      {counts && <WeightGroupList counts={counts} epsilon={e} picked={picked} onPick={setPicked} />}
    </>
  );
}
