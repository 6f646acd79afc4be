import type { Run } from './run';
import { mostCommand } from './runRecord';

/** What is known of where a command would be typed. */
export interface RerunPlace {
  /** The folder in which a new terminal opens; `undefined` where there is none, or where it may be any of several. */
  readonly opensIn: string | undefined;
  /** Of the folder that the task belongs to. */
  readonly workspaceFolder: string | undefined;
  /** The program of a new terminal, as a path. */
  readonly shell: string;
  readonly home: string;
}

/**
 * The command that runs it again in a terminal, beginning with the change of folder where that is needed. The empty text for what no
 * command runs, and where it is not known to the letter.
 */
export function rerunCommand(run: Pick<Run, 'source' | 'command' | 'folder'>, place: RerunPlace): string {
  if (run.source !== 'task' && run.source !== 'terminal') return '';
  const command = run.source === 'task' ? resolved(run.command, place) : run.command.trim();
  // One that comes from the journal may have been cut.
  if (command === undefined || command === '' || command.length >= mostCommand) return '';
  const { folder } = run;
  if (folder === '' || folder === place.opensIn) return command;
  return folder.includes('${') ? '' : changeTo(folder, place.shell) + command;
}

/** With the variables of tasks.json that have one value only; `undefined` where there are others. */
function resolved(command: string, { workspaceFolder, home }: RerunPlace): string | undefined {
  const values = new Map([
    ['workspaceFolder', workspaceFolder],
    ['workspaceRoot', workspaceFolder],
    ['workspaceFolderBasename', workspaceFolder?.split(/[\\/]/).at(-1)],
    ['userHome', home],
  ]);
  const text = command.trim().replaceAll(/\$\{([^}]*)\}/g, (variable, name: string) => {
    const value = values.get(name);
    // A quote in it would end those around it.
    return value === undefined || /['"]/.test(value) ? variable : value;
  });
  return [...text.matchAll(/\$\{([^}]*)\}/g)].some(([, name = '']) => editorVariable.test(name)) ? undefined : text;
}

/** What only the editor knows, as it is then; any other one, as `${HOME}`, is the shell's. */
const editorVariable =
  /^(?:(?:env|config|command|input|workspaceFolder|extensionInstallFolder):|(?:file|relativeFile)[A-Za-z:]*|cwd|selectedText|lineNumber|columnNumber|execPath|defaultBuildTask|pathSeparator|\/|workspace(?:Folder|Root)(?:Basename)?$|userHome$)/;

function changeTo(folder: string, shell: string): string {
  const program = (shell.split(/[\\/]/).at(-1) ?? '').toLowerCase().replace(/\.exe$/, '');
  // Windows PowerShell knows no `&&`.
  if (program === 'powershell' || program === 'pwsh')
    return `Set-Location -LiteralPath '${folder.replaceAll("'", "''")}'; `;
  if (program === 'cmd') return `cd /d "${folder}" && `;
  const isPlain = /^[\w@%+=:,./-]+$/.test(folder) && !folder.startsWith('-');
  return `cd ${isPlain ? folder : `'${folder.replaceAll("'", `'\\''`)}'`} && `;
}
