/** What a server's certificate says of itself (X.509, RFC 5280). Nothing of it is verified. */
export interface CertificateFacts {
  /** The names and addresses it is made out to; ten at most. */
  readonly names: readonly string[];
  /** Who issued it; for a self-signed one, itself. */
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly validFrom: number;
  readonly validTo: number;
  /** SHA-256 of the certificate as hexadecimal pairs with colons between them, the form that programs show. */
  readonly fingerprint: string;
  /** The certificate itself: DER in base64. */
  readonly der: string;
}
