import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What the administrator of this computer has decided. A policy can make things stricter, never looser. */
export interface Policy {
  readonly requireTls: boolean;
}

const none: Policy = { requireTls: false };
const strict: Policy = { requireTls: true };

/**
 * The paths of policy files, in places that only administrators can write. The editor's own policies are open only to
 * extensions that its product.json names (`extensionConfigurationPolicy`).
 */
export function policyFiles(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): readonly string[] {
  switch (platform) {
    case 'win32': {
      // Users can set the variable: the usual folder counts as well.
      const folders = ['C:\\ProgramData', env['ProgramData'] ?? ''].filter((folder) => folder !== '');
      const files = folders.map((folder) => path.win32.join(folder, 'Mail When Done', 'policy.json'));
      return [...new Set(files)];
    }
    case 'darwin':
      return ['/Library/Application Support/Mail When Done/policy.json'];
    default:
      return ['/etc/mail-when-done/policy.json'];
  }
}

/** Reads policy files: together they are as strict as the strictest of them. */
export function readPolicies(files: readonly string[], complain: (sentence: string) => void): Policy {
  return { requireTls: files.map((file) => readPolicy(file, complain)).some(({ requireTls }) => requireTls) };
}

/** Reads a policy file. No policy if there is no file; the strictest policy if it cannot be read. */
function readPolicy(file: string, complain: (sentence: string) => void): Policy {
  try {
    const policy: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof policy !== 'object' || policy === null) throw new Error('it holds no object');
    const { requireTls = false } = policy as { readonly requireTls?: unknown };
    if (typeof requireTls !== 'boolean') throw new Error('requireTls is neither true nor false');
    return { requireTls };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return none;
    complain(`the policy in ${file} cannot be read (${code ?? message}); the strictest one is used`);
    return strict;
  }
}
