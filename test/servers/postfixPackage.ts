// Postfix from Debian's packages, installed only if that does no harm.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';

const packages = ['postfix', 'sasl2-bin', 'libsasl2-modules'];
const needed = ['/usr/lib/postfix/sbin/master', '/usr/sbin/saslpasswd2', '/usr/sbin/postconf'];
/** The script that Debian asks before it starts a service it installs (invoke-rc.d); 101 forbids the start. */
const startPolicy = '/usr/sbin/policy-rc.d';

/** Milliseconds for each of the two calls of apt, including the wait for another installation. */
const timeoutMs = 150_000;

/** Makes sure that we can start Postfix. Returns `undefined`, or in a few words why we cannot. */
export async function ensurePostfix(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'Postfix is tested on Linux';
  if (process.getuid?.() !== 0) return 'Postfix needs root';
  if (isThere()) return undefined;
  if (!existsSync('/usr/bin/apt-get')) return 'Postfix is not installed, and there is no apt-get';
  // Never in place of somebody's mail server.
  if (existsSync('/usr/sbin/sendmail')) return 'another mail server is installed';
  const ownPolicy = !existsSync(startPolicy);
  if (ownPolicy) await writeFile(startPolicy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await run('debconf-set-selections', [], 'postfix postfix/main_mailer_type select No configuration\n');
    const options = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=120'];
    const install = ['install', ...options, '--no-install-recommends', '--no-remove', ...packages];
    if (!(await run('apt-get', install))) {
      // The package lists may be missing or old.
      await run('apt-get', ['update', '-q', '-o', 'Acquire::http::Timeout=20', '-o', 'DPkg::Lock::Timeout=120']);
      await run('apt-get', install);
    }
  } finally {
    if (ownPolicy) await rm(startPolicy, { force: true });
  }
  return isThere() ? undefined : 'Postfix could not be installed by apt-get';
}

function isThere(): boolean {
  return needed.every((file) => existsSync(file));
}

/** Runs a command to its end, within our patience; returns whether it succeeded. */
function run(program: string, args: readonly string[], input = ''): Promise<boolean> {
  return new Promise((resolve) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
    const child = spawn(program, args, { env, stdio: ['pipe', 'ignore', 'ignore'] });
    const timer = setTimeout(() => child.kill('SIGTERM'), timeoutMs);
    child.once('error', () => resolve(false));
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
