import { memo, useEffect, useId, useState } from 'react';
import { quoted } from '../../base/errors.ts';
import {
  accepts,
  type FollowingKnob,
  type Knob,
  type KnobValue,
  type NumberKnob,
  wanted,
} from '../../base/knobs.ts';
import { useEnvironment } from '../kit/environment.ts';
import { Locked } from '../kit/Locked.tsx';
import { NumberBox } from '../kit/NumberBox.tsx';
import { useControl } from '../kit/use-control.ts';
import { settingId } from '../state/controls.ts';
import { numeral } from '../words/numerals.ts';
import { positionOf, slides, travelOf, valueAt } from './slider.ts';

interface KnobRowProps {
  /** The config key. */
  readonly name: string;
  readonly knob: Knob;
  readonly value: KnobValue;
  /** The number that `auto` stands for. */
  readonly followed?: number | undefined;
  /** The meaning of the value for this run. */
  readonly note?: string | undefined;
  /** The lanes' values when they differ, such as "lane 2: 256". */
  readonly differs?: string | undefined;
  /** True when the current run has another value. */
  readonly waits?: boolean;
  readonly onTurn: (name: string, value: KnobValue) => void;
  /** Called when the pointer or the focus enters the knob. */
  readonly onLook: (name: string) => void;
}

/** A knob's range, default and time of effect, in words. */
export function facts(knob: Knob): string {
  const standard =
    knob.kind === 'choice'
      ? (knob.options.find((option) => option.value === knob.default)?.label ?? knob.default)
      : knob.kind === 'toggle'
        ? knob.default
          ? 'on'
          : 'off'
        : knob.kind === 'number'
          ? numeral(knob.default)
          : knob.default;
  const range = 'min' in knob ? `Range ${numeral(knob.min)}–${numeral(knob.max)}, default` : 'Default';
  return `${range} ${standard}. ${knob.live ? 'Applies now' : 'Takes effect on restart'}.`;
}

/** One setting, drawn from its own description. */
export const KnobRow = memo(function KnobRow(props: KnobRowProps) {
  const { name, knob, value, note, differs, waits, onTurn, onLook } = props;
  const id = useId();
  const look = () => onLook(name);
  const locked = useEnvironment().lesson.lock.has(name);
  const changed = value !== knob.default;
  return (
    <div className="knob" onPointerEnter={look} onFocus={look} {...useControl(settingId(name))}>
      <div className="knob-head">
        <label htmlFor={id}>{knob.label}</label>
        <span className="knob-marks">
          {changed && !locked && (
            <button
              type="button"
              className="quiet tiny"
              aria-label={`Default for ${knob.label}`}
              title={`Return to the default, ${knob.default}.`}
              onClick={() => onTurn(name, knob.default)}
            >
              ↺
            </button>
          )}
          {value === 'auto' && knob.kind === 'following' && <span className="when">auto</span>}
          <span className={knob.live ? 'when live' : 'when'}>
            {knob.live ? 'applies now' : 'needs restart'}
          </span>
        </span>
      </div>
      <Locked name={name}>
        <Control {...props} id={id} describedBy={`${id}-hint`} />
      </Locked>
      {note && <p className="knob-means">{note}</p>}
      {differs && <p className="knob-note">{differs}</p>}
      {waits && <p className="knob-note">Needs restart.</p>}
      <span className="unseen" id={`${id}-hint`}>
        {knob.hint} {facts(knob)}
      </span>
    </div>
  );
});

function Control(props: KnobRowProps & { readonly id: string; readonly describedBy: string }) {
  const { name, knob, value, followed, onTurn, id, describedBy } = props;
  switch (knob.kind) {
    case 'number':
    case 'following':
      return (
        <NumberControl
          id={id}
          describedBy={describedBy}
          knob={knob}
          value={Number(value === 'auto' ? followed : value)}
          onTurn={(turned) => onTurn(name, turned)}
        />
      );
    case 'choice':
      return (
        <select
          id={id}
          aria-describedby={describedBy}
          className="knob-value"
          value={String(value)}
          onChange={(event) => onTurn(name, event.target.value)}
        >
          {knob.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      );
    case 'toggle':
      return (
        <input
          id={id}
          aria-describedby={describedBy}
          className="knob-value"
          type="checkbox"
          checked={value === true}
          onChange={(event) => onTurn(name, event.target.checked)}
        />
      );
    default:
      return knob satisfies never;
  }
}

interface NumberControlProps {
  readonly id: string;
  readonly describedBy: string;
  readonly knob: NumberKnob | FollowingKnob;
  readonly value: number;
  readonly onTurn: (value: number) => void;
}

/** A number box, and a slider for ranges that make sense on one. A value that is not accepted is refused beside the box,
 *  and the last good one stays. */
function NumberControl({ id, describedBy, knob, value, onTurn }: NumberControlProps) {
  const [refused, setRefused] = useState<string>();
  const [position, setPosition] = useState(() => positionOf(knob, value));
  useEffect(() => {
    setRefused(undefined);
    setPosition((now) => (valueAt(knob, now) === value ? now : positionOf(knob, value)));
  }, [knob, value]);

  const onRead = (read: number) => {
    if (!accepts(knob, read))
      return setRefused(`${read} is not possible. Use ${wanted(knob)}. Kept ${numeral(value)}.`);
    setRefused(undefined);
    if (read !== value) onTurn(read);
  };
  const next = (from: number, way: 1 | -1) =>
    knob.integer || !slides(knob) ? from + way : valueAt(knob, positionOf(knob, from) + way);

  return (
    <>
      <NumberBox
        id={id}
        describedBy={describedBy}
        invalid={refused !== undefined}
        className="knob-value"
        min={knob.min}
        max={knob.max}
        value={value}
        next={next}
        onRead={onRead}
        onRefuse={(text, why) =>
          setRefused(`${quoted(text)} ${why}. Use ${wanted(knob)}. Kept ${numeral(value)}.`)
        }
      />
      {slides(knob) && (
        <span className="knob-slider">
          <span aria-hidden="true">{numeral(knob.min)}</span>
          <input
            type="range"
            aria-label={`${knob.label}, slider`}
            aria-valuetext={numeral(value)}
            min={0}
            max={travelOf(knob)}
            step={1}
            value={position}
            onChange={(event) => {
              const next = Number(event.target.value);
              setPosition(next);
              const turned = valueAt(knob, next);
              if (turned !== value) onTurn(turned);
            }}
          />
          <span aria-hidden="true">{numeral(knob.max)}</span>
        </span>
      )}
      {refused && (
        <p className="knob-refused" role="alert">
          {refused}
        </p>
      )}
    </>
  );
}
