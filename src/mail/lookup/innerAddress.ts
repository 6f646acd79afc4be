import { BlockList, isIP } from 'node:net';
import { isLoopback } from '../../model/account/hostName';

/** Unspecified, loopback, link-local (where clouds keep credentials), multicast, reserved (RFC 6890). */
const inner = [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/**
 * Prefixes of IPv6 addresses with an IPv4 address at their end: compatible, translated, NAT64 (RFC 4291, 2765, 6052,
 * 8215). `BlockList` knows by itself the mapped ones.
 */
const carriers = ['::', '::ffff:0:', '64:ff9b::', '64:ff9b:1::'];

const blocked = new BlockList();
for (const [network, prefix] of inner) {
  blocked.addSubnet(network, prefix, 'ipv4');
  for (const carrier of carriers) blocked.addSubnet(`${carrier}${network}`, 96 + prefix, 'ipv6');
  // 6to4 (RFC 3056) has it behind its first 16 bits.
  const [a = 0, b = 0] = network.split('.').map(Number);
  blocked.addSubnet(`2002:${(a * 256 + b).toString(16)}::`, 16 + prefix, 'ipv6');
}
blocked.addSubnet('fe80::', 10, 'ipv6');
blocked.addSubnet('ff00::', 8, 'ipv6');

/**
 * Whether a host means this computer or its own link, in whatever spelling of an address. Only a user may name such a
 * host. Private networks are no part of it: companies have their servers there.
 */
export function isInner(host: string): boolean {
  const address = host.replace(/%.*$/, '');
  const version = isIP(address);
  return isLoopback(host) || (version !== 0 && blocked.check(address, version === 4 ? 'ipv4' : 'ipv6'));
}
