import type { ReactNode } from 'react';
import { ErrorBoundary, type FallbackProps } from 'react-error-boundary';
import { ended } from '../../base/errors.ts';
import { copyText } from '../../export/copy.ts';

interface BoundaryProps {
  /** The part of the page that it holds, as "lane 1". */
  readonly name: string;
  /** Saves the results of all lanes. They do not depend on what is drawn. */
  readonly rescue: () => Promise<void>;
  /** Values after whose change the part is tried again. */
  readonly again?: readonly unknown[];
  readonly children: ReactNode;
}

/**
 * A part of the page that may fail by itself. If rendering it throws, the part says so in its place and offers a retry.
 * The rest of the page stays, and workers train on.
 */
export function Boundary({ name, rescue, again, children }: BoundaryProps) {
  const fallback = (props: FallbackProps) => <Failed {...props} name={name} rescue={rescue} />;
  return (
    <ErrorBoundary fallbackRender={fallback} {...(again && { resetKeys: [...again] })}>
      {children}
    </ErrorBoundary>
  );
}

type FailedProps = FallbackProps & Pick<BoundaryProps, 'name' | 'rescue'>;

function Failed({ error, resetErrorBoundary, name, rescue }: FailedProps) {
  const why = error instanceof Error ? error.message : String(error);
  const details = () => {
    const stack = error instanceof Error ? error.stack : undefined;
    const facts = [
      `proto-playground ${__VERSION__} (${__COMMIT__})`,
      `Showing ${name} failed.`,
      stack ?? why,
    ];
    return copyText([...facts, location.href, navigator.userAgent].join('\n'));
  };
  return (
    <div className="trouble" role="alert">
      <strong>{`Showing ${name} failed.`}</strong>
      <p>{ended(why)}</p>
      <p>{'Lanes train on. Show it again, or export their results and reload the page.'}</p>
      <button type="button" onClick={resetErrorBoundary}>
        {'Show it again'}
      </button>
      <button type="button" onClick={() => void rescue()}>
        {'Export JSON'}
      </button>
      <button type="button" onClick={() => void details().catch(() => {})}>
        {'Copy details'}
      </button>
    </div>
  );
}
