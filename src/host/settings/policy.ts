import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What the administrator of this computer has decided. A policy can make things stricter, never looser. */
export interface Policy {
  readonly requireTls: boolean;
}

const none: Policy = { requireTls: false };
const strict: Policy = { requireTls: true };

/**
 * The path of the policy file, in a place that only administrators can write. The editor's own policies are open only
 * to extensions that its product.json names (`extensionConfigurationPolicy`).
 */
export function policyFile(platform: NodeJS.Platform = process.platform, env: NodeJS.ProcessEnv = process.env): string {
  switch (platform) {
    case 'win32':
      return path.win32.join(env['ProgramData'] ?? 'C:\\ProgramData', 'Mail When Done', 'policy.json');
    case 'darwin':
      return '/Library/Application Support/Mail When Done/policy.json';
    default:
      return '/etc/mail-when-done/policy.json';
  }
}

/** Reads a policy file. No policy if there is no file; the strictest policy if it cannot be read. */
export function readPolicy(file: string, complain: (sentence: string) => void): Policy {
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
