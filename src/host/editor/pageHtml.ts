import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { escapeHtml } from '../../model/oneLine';

/** The pages; each is dist/webview/page.html with the script and the style of that name. */
export type Page = 'settings' | 'mail';

/** What a page needs before it can show any text. */
interface Boot {
  readonly language: string;
  /** The strings of that language, or null for the English ones in the code. */
  readonly bundle: unknown;
  /** What an earlier page of this kind asked to keep. */
  readonly kept: unknown;
}

/** The HTML of a page. Scripts run by nonce only, and everything is loaded from the extension's own folder. */
export async function pageHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  page: Page,
  title: string,
  kept?: unknown,
): Promise<string> {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  const boot: Boot = { language: vscode.env.language, bundle: vscode.l10n.bundle ?? null, kept };
  const values: Record<string, string> = {
    nonce,
    title: escapeHtml(title),
    lang: escapeHtml(vscode.l10n.bundle === undefined ? 'en' : vscode.env.language),
    script: file(`${page}.js`),
    style: file(`${page}.css`),
    // Within a script element, only `<` could end it or start a comment.
    boot: JSON.stringify(boot).replaceAll('<', String.raw`\u003c`),
    csp: [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src ${webview.cspSource} 'unsafe-inline'`,
      `font-src ${webview.cspSource}`,
      'img-src data:',
    ].join('; '),
  };
  const html = await readFile(vscode.Uri.joinPath(folder, 'page.html').fsPath, 'utf8');
  return html.replace(/\{\{(\w+)\}\}/g, (token, name: string) => values[name] ?? token);
}

/** What a page may load from. */
export function pageOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')] };
}

/** Gives the pure code the strings of the editor's language. Call once, before any string is used. */
export function useEditorLanguage(): void {
  if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });
}
