import { PAPER_EPSILON, TOY_EPSILON } from '../../../base/epsilons.ts';
import type { AppState } from '../../state/app-state.ts';
import { besidePaper } from './tour-lanes.ts';

/** The paper's numbers beside those of the page's lanes. */
export function TourTable({ state }: { readonly state: AppState }) {
  return (
    <table className="tour-table">
      <caption>The paper’s Figures 3a and 3b against your lanes</caption>
      <thead>
        <tr>
          <th scope="col">System</th>
          <th scope="col">Paper, ε {PAPER_EPSILON}</th>
          <th scope="col">Here, ε {PAPER_EPSILON}</th>
          <th scope="col">Here, ε {TOY_EPSILON}</th>
        </tr>
      </thead>
      <tbody>
        {besidePaper(state).map(({ system, quantity, paper, where, here, wide }) => (
          <tr key={`${system} ${quantity}`}>
            <th scope="row">
              {system} <span>{quantity}</span>
            </th>
            <td>
              {paper} <span>{where}</span>
            </td>
            <td>{here}</td>
            <td>{wide}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
