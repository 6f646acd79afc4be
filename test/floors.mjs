// The rule of who may import whom: floors and, in each, its rooms. The lint and architecture.test.ts both keep it.

/** The floors from left to right, each with its rooms in order: a file imports from floors and rooms to its left. */
export const floors = {
  model: 'failure account provider remedy lookup run output redaction source rule report history letter template',
  system: '',
  mail: 'transport smtp lookup mime sandbox',
  outbox: 'store lease courier',
  notify: 'redaction history journal deferral',
  host: 'editor settings account lookup source rule report template letter run outbox sandbox redaction notify support settingsPage',
  composition: '',
};

/** The pages: see protocol and model. Files at the root of a page put its rooms together, so no room imports them. */
export const webview = 'controls mail settings';
export const settingsPage = 'sheet field account test lookup rule template page';
