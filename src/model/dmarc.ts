/** What a domain asks of those who receive mail in its name (RFC 7489 section 6.3). */
export interface Dmarc {
  readonly policy: 'none' | 'quarantine' | 'reject' | undefined;
  /** Where reports go. */
  readonly hasReports: boolean;
}

/** The texts that are DMARC records (section 6.6.3). */
export function dmarcRecords(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => /^v\s*=\s*DMARC1\s*(?:;|$)/.test(text));
}

/** @param inherited the record is that of the domain above, whose `sp` counts for those below */
export function readDmarc(record: string, inherited: boolean): Dmarc {
  const tags = new Map(
    record.split(';').map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name.trim().toLowerCase(), value.join('=').trim()] as const;
    }),
  );
  const wanted = ((inherited ? tags.get('sp') : undefined) ?? tags.get('p') ?? '').toLowerCase();
  const policies = ['none', 'quarantine', 'reject'] as const;
  return { policy: policies.find((one) => one === wanted), hasReports: (tags.get('rua') ?? '') !== '' };
}
