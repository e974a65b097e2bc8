/** Steps for which a prototype counts as used after it last won an assignment. */
export const USAGE_WINDOW = 50;
