/** The address of the page's folder, from a worker of it. */
export const pageAddress = (): string =>
  new URL(import.meta.env.BASE_URL, self.location.href.replace(/assets\/[^/]*$/, '')).href;
