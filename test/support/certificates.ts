import { createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

/** A certificate with its private key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** What a certificate says. Times in milliseconds since 1970. */
export interface CertificateTerms {
  /** Names and IP addresses it is issued for. */
  readonly names?: readonly string[];
  readonly from?: number;
  readonly until?: number;
  /** Signed with SHA-1, which OpenSSL no longer accepts. */
  readonly isWeak?: boolean;
}

/** A test's own certificate authority: pass `ca` to the code that should trust it. */
export interface Authority {
  readonly ca: string;
  issue(terms?: CertificateTerms): Certificate;
}

const day = 86_400_000;

/** Makes an authority in memory, without the openssl command or a package. */
export function anAuthority(name = 'Test authority'): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ca = certificate({
    subject: name,
    issuer: name,
    publicKey: keys.publicKey,
    signer: keys.privateKey,
    isAuthority: true,
  });
  return {
    ca,
    issue: ({ names = ['localhost', '127.0.0.1'], ...times } = {}) => {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const subject = names[0] ?? 'nobody';
      const cert = certificate({
        subject,
        issuer: name,
        publicKey: own.publicKey,
        signer: keys.privateKey,
        names,
        ...times,
      });
      return { cert, key: pem(own.privateKey) };
    },
  };
}

/** A self-signed certificate, like Proton Mail Bridge's. */
export function aSelfSigned({ names = ['localhost', '127.0.0.1'], ...times }: CertificateTerms = {}): Certificate {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = names[0] ?? 'nobody';
  const parts = { subject, issuer: subject, publicKey: keys.publicKey, signer: keys.privateKey, names, ...times };
  return { cert: certificate(parts), key: pem(keys.privateKey) };
}

interface Parts extends CertificateTerms {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly isAuthority?: boolean;
}

/** X.509 version 3 (RFC 5280 section 4.1), signed with ECDSA and SHA-256 unless it is to be weak. */
function certificate({
  subject,
  issuer,
  publicKey,
  signer,
  isAuthority = false,
  names = [],
  from,
  until,
  isWeak = false,
}: Parts): string {
  const algorithm = sequence(oid(isWeak ? '1.2.840.10045.4.1' : '1.2.840.10045.4.3.2'));
  const validity = sequence(time(from ?? Date.now() - day), time(until ?? Date.now() + day));
  const extensions = sequence(
    extension('2.5.29.19', sequence(...(isAuthority ? [der(0x01, Buffer.of(0xff))] : [])), true),
    ...(names.length > 0 ? [extension('2.5.29.17', sequence(...names.map(alternativeName)))] : []),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    algorithm,
    commonName(issuer),
    validity,
    commonName(subject),
    createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })).export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const signature = sign(isWeak ? 'sha1' : 'sha256', body, signer);
  const whole = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = whole.toString('base64').replace(/.{1,64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`;
}

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(oid(id), ...(isCritical ? [der(0x01, Buffer.of(0xff))] : []), der(0x04, value));
}

function alternativeName(name: string): Buffer {
  return isIP(name) === 4
    ? der(0x87, Buffer.from(name.split('.').map(Number)))
    : der(0x82, Buffer.from(name, 'latin1'));
}

function commonName(name: string): Buffer {
  return sequence(der(0x31, sequence(oid('2.5.4.3'), der(0x0c, Buffer.from(name)))));
}

/** GeneralizedTime; verifiers accept it for years before 2050 too. */
function time(at: number): Buffer {
  return der(0x18, Buffer.from(new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '')));
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const digits = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return der(0x06, Buffer.from(digits));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

/** One ASN.1 value in DER (X.690). */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length, ...bytes), content]);
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
