// Runs npm in a folder and says in words why it failed. Plain JavaScript: it also installs what compiles TypeScript.
import { spawn } from 'node:child_process';

const reasons = [
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network request/,
    'npm could not reach its package registry: is this computer online (or behind a proxy)?',
  ],
  [/ENOSPC/, 'The disk is full: the test editor needs about 1 GB in the repository.'],
  [/EACCES|EPERM|EROFS/, 'npm may not write here: does the repository belong to another user?'],
  [/EINTEGRITY/, 'A downloaded package was damaged: run "npm cache verify" and try again.'],
  [/ETARGET|E404/, 'The package registry does not have a package of the lock file.'],
  [/EUSAGE/, 'The lock file does not fit its package file: run "npm install" and commit the result.'],
];

/** @param {string} folder @param {readonly string[]} args @returns {Promise<void>} */
export function npm(folder, args) {
  // Under `npm start` this is npm's own file, and running it needs no shell on any system.
  const cli = process.env['npm_execpath'];
  const direct = cli?.endsWith('.js') === true;
  const [program, first] = direct ? [process.execPath, [cli]] : ['npm', []];
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, ...args, ...quiet], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: !direct && process.platform === 'win32',
    });
    let output = '';
    const heard = (chunk) => (output += chunk);
    child.stdout.on('data', heard);
    child.stderr.on('data', heard);
    child.on('error', (error) => reject(new Error(`npm could not be started: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) return resolve();
      const reason = reasons.find(([pattern]) => pattern.test(output))?.[1] ?? 'npm failed.';
      reject(
        new Error(`${reason}\n("npm ${args.join(' ')}" in ${folder}, exit code ${code})\n${output.trim().slice(-600)}`),
      );
    });
  });
}
