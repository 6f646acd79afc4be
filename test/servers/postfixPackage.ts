// Postfix from Debian's packages, installed only if that does no harm.
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { installPackages, runProgram } from '../support/aptPackages';

const packages = ['postfix', 'sasl2-bin', 'libsasl2-modules'];
const needed = ['/usr/lib/postfix/sbin/master', '/usr/sbin/saslpasswd2', '/usr/sbin/postconf'];
/** The script that Debian asks before it starts a service it installs (invoke-rc.d); 101 forbids the start. */
const startPolicy = '/usr/sbin/policy-rc.d';

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
    await runProgram('debconf-set-selections', [], 'postfix postfix/main_mailer_type select No configuration\n');
    await installPackages(packages);
  } finally {
    if (ownPolicy) await rm(startPolicy, { force: true });
  }
  return isThere() ? undefined : 'Postfix could not be installed by apt-get';
}

function isThere(): boolean {
  return needed.every((file) => existsSync(file));
}
