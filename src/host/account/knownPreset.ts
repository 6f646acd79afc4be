import { isBuiltIn } from '../model/builtInPreset';
import { readPreset, type Preset } from '../model/preset';

/**
 * What is known of a provider; `undefined` of one's own server, of the sandbox and of a provider that nobody knows. The
 * file of presets is read when the first account of a provider sends, not when the editor starts.
 */
export async function knownPreset(provider: string): Promise<Preset | undefined> {
  if (provider === '' || isBuiltIn(provider)) return undefined;
  const { default: file } = await import('../model/presets.json');
  const row = file.providers.find(({ id }) => id === provider);
  return row && readPreset(row);
}

/** Tells the provider whose server a host is; `undefined` where nobody's is known. */
export async function providersByHost(): Promise<(host: string) => string | undefined> {
  const { default: file } = await import('../model/presets.json');
  const known = file.providers.map(readPreset);
  return (host) => known.find(({ smtp }) => smtp.some((endpoint) => endpoint.host === host))?.id;
}
