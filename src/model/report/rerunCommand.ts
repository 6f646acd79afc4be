import { maxCommand, type Run } from '../run/run';

/** What is known of the place where a command would be typed. */
export interface RerunPlace {
  /** The folder in which a new terminal opens; `undefined` if there is none, or if it may be one of several. */
  readonly opensIn: string | undefined;
  /** The workspace folder of the task. */
  readonly workspaceFolder: string | undefined;
  /** The path of the shell of a new terminal. */
  readonly shell: string;
  readonly home: string;
}

/**
 * The command that runs it again in a terminal, with a change of folder first if needed. Empty if no command runs it,
 * or if its exact text is unknown.
 */
export function rerunCommand(run: Pick<Run, 'source' | 'command' | 'folder' | 'cutLine'>, place: RerunPlace): string {
  if ((run.source !== 'task' && run.source !== 'terminal') || run.cutLine === true) return '';
  const command = run.source === 'task' ? resolved(run.command, place) : run.command.trim();
  // A command from the journal may have been cut.
  if (command === undefined || command === '' || command.length >= maxCommand) return '';
  const { folder } = run;
  if (folder === '' || folder === place.opensIn) return command;
  return folder.includes('${') ? '' : changeTo(folder, place.shell) + command;
}

/** Replaces the variables of tasks.json that have only one possible value; `undefined` if there are others. */
function resolved(command: string, { workspaceFolder, home }: RerunPlace): string | undefined {
  const values = new Map([
    ['workspaceFolder', workspaceFolder],
    ['workspaceRoot', workspaceFolder],
    ['workspaceFolderBasename', workspaceFolder?.split(/[\\/]/).at(-1)],
    ['userHome', home],
  ]);
  const text = command.trim().replaceAll(/\$\{([^}]*)\}/g, (variable, name: string) => {
    const value = values.get(name);
    // A quote in the value would end the quotes around it.
    return value === undefined || /['"]/.test(value) ? variable : value;
  });
  return [...text.matchAll(/\$\{([^}]*)\}/g)].some(([, name = '']) => editorVariable.test(name)) ? undefined : text;
}

/** Variables that only the editor can resolve, at that moment; any other one, such as `${HOME}`, is the shell's. */
const editorVariable =
  /^(?:(?:env|config|command|input|workspaceFolder|extensionInstallFolder):|(?:file|relativeFile)[A-Za-z:]*|cwd|selectedText|lineNumber|columnNumber|execPath|defaultBuildTask|pathSeparator|\/|workspace(?:Folder|Root)(?:Basename)?$|userHome$)/;

function changeTo(folder: string, shell: string): string {
  const program = (shell.split(/[\\/]/).at(-1) ?? '').toLowerCase().replace(/\.exe$/, '');
  // Windows PowerShell does not know `&&`.
  if (program === 'powershell' || program === 'pwsh')
    return `Set-Location -LiteralPath '${folder.replaceAll("'", "''")}'; `;
  if (program === 'cmd') return `cd /d "${folder}" && `;
  const isPlain = /^[\w@%+=:,./-]+$/.test(folder) && !folder.startsWith('-');
  return `cd ${isPlain ? folder : `'${folder.replaceAll("'", `'\\''`)}'`} && `;
}
