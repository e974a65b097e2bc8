import type { ReactNode } from 'react';
import { useMenu } from './menu.ts';

interface MenuProps {
  readonly className?: string;
  /** The accessible name, where the summary's own words do not say enough. */
  readonly name?: string;
  readonly title?: string;
  readonly summary: ReactNode;
  /** The edge of the summary that the menu lines up with. */
  readonly from?: 'left' | 'right';
  /** Open at first. */
  readonly open?: boolean;
  /** The name under which a link hides it. */
  readonly control?: string | undefined;
  /** True: an embedded page has it too. */
  readonly embeds?: boolean;
  /** True: its summary is words that belong on paper, too. */
  readonly prints?: boolean;
  readonly children: ReactNode;
}

/** A box that opens over the page under its summary, and so moves nothing. */
export function Menu(props: MenuProps) {
  const {
    className = '',
    name,
    title,
    summary,
    from = 'right',
    open,
    control,
    embeds = false,
    prints = false,
  } = props;
  return (
    <details
      className={`menu ${from === 'left' ? 'from-left ' : ''}${className}`}
      ref={useMenu()}
      open={open}
      data-control={control}
      data-embed={embeds ? undefined : 'off'}
      data-print={prints || undefined}
    >
      <summary aria-label={name} title={title ?? name}>
        {summary}
      </summary>
      <div className="menu-items">{props.children}</div>
    </details>
  );
}
