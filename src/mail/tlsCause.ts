import type { PeerCertificate } from 'node:tls';
import type { FailureCause } from '../model/failure';

/** X.509 verification errors of Node (documented under “X509 certificate error codes” in its `tls` module). */
const untrusted = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_SIGNATURE_FAILURE',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REVOKED',
  'INVALID_CA',
  'PATH_LENGTH_EXCEEDED',
  'INVALID_PURPOSE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
]);

const expired = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** OpenSSL writes `wrong version number`, BoringSSL, which desktop VS Code is built with, `WRONG_VERSION_NUMBER`. */
const plainAnswer = /wrong[ _]version[ _]number|packet[ _]length[ _]too[ _]long|unknown[ _]protocol/i;
const noAgreement =
  /unsupported[ _]protocol|alert[ _]protocol[ _]version|handshake[ _]failure|no[ _]shared[ _]cipher|insufficient[ _]security|(?:dh|ee|ca)[ _]key[ _]too[ _]small/i;

/** What is wrong with the TLS of a server, or `undefined` where the error is of another kind. */
export function tlsCause(code: string, message: string): FailureCause | undefined {
  if (untrusted.has(code)) return 'certificateUntrusted';
  if (expired.has(code)) return 'certificateExpired';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') return 'certificateName';
  if (plainAnswer.test(message)) return 'needsStartTls';
  if (noAgreement.test(message)) return 'tlsTooOld';
  return undefined;
}

/** The names that a certificate is made out to, from the error of a failed check; at most ten. */
export function certificateNames(error: unknown): readonly string[] {
  const { subjectaltname = '', subject } = (error as { cert?: Partial<PeerCertificate> }).cert ?? {};
  const names = [...subjectaltname.matchAll(/(?:^|, )(?:DNS|IP Address):([^,"\s]+)/g)].map(([, name = '']) => name);
  const common = (subject as { CN?: unknown } | undefined)?.CN;
  const found = names.length === 0 && typeof common === 'string' ? [common] : names;
  // Only what a name is made of: the sentence that says it may turn other text into links.
  return [...new Set(found)].filter((name) => /^[\w.*:-]{1,253}$/.test(name)).slice(0, 10);
}
