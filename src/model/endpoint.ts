import { domainOf } from './address';
import type { Endpoint, Preset } from './preset';
import type { Security } from './security';

/** The host as it is for an address. What the address does not tell, such as `<region>`, stays to be filled in. */
export function hostFor(host: string, address: string): string {
  const domain = domainOf(address.trim());
  return domain === '' ? host : host.replace('<domain>', domain);
}

/** The server of a preset that an account uses, the one for addresses of one's own domain too; `undefined`: another one. */
export function endpointIn(
  preset: Preset,
  { host, port, security }: { readonly host: string; readonly port: string; readonly security: Security },
): Endpoint | undefined {
  return preset.smtp.find(
    (endpoint) =>
      [endpoint.host, preset.ownDomainHost ?? endpoint.host].some((one) => fits(one, host.trim().toLowerCase())) &&
      port.trim() === String(endpoint.port) &&
      security === endpoint.security,
  );
}

/** Whether a host is this one, whatever stands in its gaps. */
export function fits(pattern: string, host: string): boolean {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/<\w+>/g, '[^.]+(?:\\.[^.]+)*');
  return new RegExp(`^${escaped}$`).test(host);
}
