import type { Run } from './run';

/** The offset basis of 64-bit FNV-1a (RFC 9923), and a second one for another 64 bits. */
const bases = [0xcbf29ce484222325n, 0x6c62272e07bb0142n];
const prime = 0x100000001b3n;

/** The same 32 hexadecimal digits for all mails about the same thing, and other ones for any other. */
export function threadKey({ source, workspace, folder, name }: ThreadKind): string {
  const bytes = new TextEncoder().encode(JSON.stringify([source, workspace, folder, name]));
  return bases.map((basis) => fnv(bytes, basis).toString(16).padStart(16, '0')).join('');
}

type ThreadKind = Pick<Run, 'source' | 'workspace' | 'folder' | 'name'>;

function fnv(bytes: Uint8Array, basis: bigint): bigint {
  let hash = basis;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * prime);
  return hash;
}
