/** Floors with their rooms, each a list of names from left to right. */
export const floors: Readonly<Record<string, string>>;
export const webview: string;
export const settingsPage: string;
