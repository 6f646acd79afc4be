// Which editors the in-editor suite runs in.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { editorDir, root } from '../editor/places';

/** An editor to run the suite in. */
export interface HostEditor {
  name: string;
  executable: string;
}

/**
 * Desktop VS Code, at the oldest version we promise and the newest, where it can be downloaded and shown; otherwise the
 * editor of test/editor. `MAIL_WHEN_DONE_EDITOR` set to `desktop` or `server` insists.
 */
export async function hostEditors(): Promise<HostEditor[]> {
  const wanted = process.env['MAIL_WHEN_DONE_EDITOR'];
  const obstacle = wanted === 'server' ? 'as asked for' : wanted === 'desktop' ? undefined : await desktopObstacle();
  if (obstacle !== undefined) {
    console.log(`In-editor suite: the VS Code of code-server instead of desktop VS Code (${obstacle}).`);
    return [{ name: 'VS Code (code-server)', executable: path.join(editorDir, 'executable.mjs') }];
  }
  const editors: HostEditor[] = [];
  for (const version of [await oldestVersion(), 'stable']) {
    const executable = await downloadAndUnzipVSCode({ version, cachePath: path.join(root, '.vscode-test') });
    editors.push({ name: `desktop VS Code ${version}`, executable });
  }
  return editors;
}

/** Why desktop VS Code cannot run here, in a few words; asks before a download that would only time out. */
async function desktopObstacle(): Promise<string | undefined> {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return 'there is no display; "xvfb-run npm test" would provide one';
  }
  try {
    const url = 'https://update.code.visualstudio.com/api/releases/stable';
    const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(4000) });
    return answer.ok ? undefined : `its download server answered ${answer.status}`;
  } catch {
    return 'its download server cannot be reached';
  }
}

async function oldestVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    engines: { vscode: string };
  };
  return manifest.engines.vscode.replace(/^[^\d]*/, '');
}
