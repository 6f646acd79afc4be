import * as l10n from '@vscode/l10n';
import type { Preset } from './preset';

const nothing = {
  group: 'other',
  domains: [],
  smtp: [],
  username: 'email',
  imapUsername: 'email',
  passwordKind: 'account',
  notes: [],
} as const;

/** A server of one's own choice, of which nothing is known. Made on each call because its words follow the language. */
export function customPreset(): Preset {
  return { ...nothing, id: 'custom', label: l10n.t('Custom') };
}

/** The extension's own server. */
export function sandboxPreset(): Preset {
  return { ...nothing, id: 'sandbox', label: l10n.t('Sandbox (this computer)'), domains: ['sandbox.test'] };
}

/** Whether a provider is one of these two, which presets.json says nothing of. */
export function isBuiltIn(provider: string): boolean {
  return provider === 'custom' || provider === 'sandbox';
}
