import { Newer } from './Newer.tsx';

interface FooterProps {
  readonly version: string | undefined;
}

/** Which page this is, and what to cite. */
export function Footer({ version }: FooterProps) {
  return (
    <footer className="footer" data-embed="off">
      <Newer />
      <p>
        proto-playground {__VERSION__}
        {version !== undefined && version !== __VERSION__ ? `, engine ${version}` : ''}, commit {__COMMIT__}.
        Everything runs in this page; nothing you do leaves your machine.
      </p>
      <p>
        After Arteaga et al. 2026,{' '}
        <a href="https://arxiv.org/abs/2510.20108">
          <cite>
            Why Prototypes Collapse: Diagnosing and Preventing Partial Collapse in Prototypical
            Self-Supervised Learning
          </cite>
        </a>
        ; please cite that paper. Toy scale: small images, small networks, minutes instead of days.
      </p>
    </footer>
  );
}
