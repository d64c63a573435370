/** What was ticked in this tab, between the list and the page that answers several. */
let ids: readonly string[] = [];

export const choose = (next: readonly string[]): void => {
  ids = next;
};

export const chosen = (): ReadonlySet<string> => new Set(ids);
