/** What became of the mail about a run. */
export type MailNote =
  | { readonly kind: 'waits' }
  /** `messageId` is not known where an earlier version wrote it. */
  | { readonly kind: 'written'; readonly mail: string; readonly messageId?: string }
  | { readonly kind: 'merged'; readonly mail: string }
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'cap' };
