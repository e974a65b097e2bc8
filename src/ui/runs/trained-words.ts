/** Time of training in a few words; "trained earlier" if it is unknown or spans days. */
export function trainedWords(dates: readonly string[]): string {
  const days = new Set(dates.map((date) => dayOf(date)));
  const [day] = days;
  return days.size === 1 && day !== undefined ? `trained ${day}` : 'trained earlier';
}

function dayOf(date: string): string | undefined {
  const time = Date.parse(date);
  return Number.isNaN(time) ? undefined : new Date(time).toLocaleDateString('en-GB', { dateStyle: 'medium' });
}
