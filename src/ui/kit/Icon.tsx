import { memo } from 'react';

const PATHS = {
  gear: 'M8 5.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5M8 1v2M8 13v2M1 8h2M13 8h2M3.05 3.05l1.4 1.4M11.55 11.55l1.4 1.4M3.05 12.95l1.4-1.4M11.55 4.45l1.4-1.4',
  dots: 'M3 8h.01M8 8h.01M13 8h.01',
  plus: 'M8 2v12M2 8h12',
  save: 'M8 2v8M4.5 6.5 8 10l3.5-3.5M3 13.5h10',
  large: 'M9.5 2.5h4v4M6.5 13.5h-4v-4M13.5 2.5 9 7M2.5 13.5 7 9',
} as const;

interface IconProps {
  readonly of: keyof typeof PATHS;
}

/** A picture on a button that says its name elsewhere. */
export const Icon = memo(function Icon({ of }: IconProps) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path
        d={PATHS[of]}
        fill="none"
        stroke="currentColor"
        strokeWidth={of === 'dots' ? 2.5 : 1.5}
        strokeLinecap="round"
      />
    </svg>
  );
});
