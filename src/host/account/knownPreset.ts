import { loaded } from '../../model/partLoading';
import { isBuiltIn, type Preset, readPreset } from '../../model/provider/preset';

/**
 * The preset of a provider; `undefined` for a custom server, the sandbox and unknown providers. The file of presets is
 * loaded when the first account of a provider sends, not when the editor starts.
 */
export async function knownPreset(provider: string): Promise<Preset | undefined> {
  if (provider === '' || isBuiltIn(provider)) return undefined;
  const { default: file } = await loaded(() => import('../../model/provider/presets.json'));
  const row = file.providers.find(({ id }) => id === provider);
  return row && readPreset(row);
}

/** Finds the provider that a host belongs to; `undefined` if no provider is known for it. */
export async function providersByHost(): Promise<(host: string) => string | undefined> {
  const { default: file } = await loaded(() => import('../../model/provider/presets.json'));
  const known = file.providers.map(readPreset);
  return (host) => known.find(({ smtp }) => smtp.some((endpoint) => endpoint.host === host))?.id;
}
