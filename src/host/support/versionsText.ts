import { arch, release, type } from 'node:os';
import * as vscode from 'vscode';

/** Versions and environment, one line each; in English, like the names. */
export function versionsText({ extension, extensionMode }: vscode.ExtensionContext): string {
  const { env, workspace } = vscode;
  const { version } = extension.packageJSON as { readonly version: string };
  const { node, openssl, electron } = process.versions;
  const facts: Readonly<Record<string, string>> = {
    Extension: version,
    'Extension runs':
      extension.extensionKind === vscode.ExtensionKind.UI ? 'beside the window' : 'beside the workspace',
    'Extension mode': vscode.ExtensionMode[extensionMode],
    Editor: `${env.appName} ${vscode.version} (${env.appHost})`,
    'Editor runs in': env.uiKind === vscode.UIKind.Web ? 'a browser' : 'a window of its own',
    Remote: env.remoteName ?? 'no',
    Language: env.language,
    'Workspace trusted': String(workspace.isTrusted),
    'Workspace folders': String(workspace.workspaceFolders?.length ?? 0),
    Node: node,
    OpenSSL: openssl,
    Electron: electron ?? 'no',
    System: `${type()} ${release()} ${arch()}`,
    Time: new Date().toISOString(),
    'Time zone offset in minutes': String(-new Date().getTimezoneOffset()),
  };
  return `${Object.entries(facts)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}\n`;
}
