import { memo } from 'react';
import { arxivUrl, citedAs, PAPER_TITLE, PAPERS } from '../../base/papers.ts';
import { Newer } from './Newer.tsx';

interface FooterProps {
  readonly version: string | undefined;
}

/** The page's version, and the paper to cite. */
export const Footer = memo(function Footer({ version }: FooterProps) {
  return (
    <footer className="footer" data-embed="off">
      <Newer />
      <p>
        proto-playground {__VERSION__}
        {version !== undefined && version !== __VERSION__ ? `, engine ${version}` : ''}, commit {__COMMIT__}.
        Runs entirely in your browser. Nothing is uploaded.{' '}
        <a href="./licences.txt" target="_blank" rel="noreferrer">
          Licences
        </a>
      </p>
      <p>
        After {citedAs(PAPERS.arteaga)},{' '}
        <a href={arxivUrl(PAPERS.arteaga.arxiv)}>
          <cite>{PAPER_TITLE}</cite>
        </a>
        . Please cite that paper. Toy scale: small images, small networks, minutes instead of days.
      </p>
    </footer>
  );
});
