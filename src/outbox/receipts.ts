/** The receipts of one lane that the disk is taking while the next message is prepared. */
export class Receipts {
  private readonly pending = new Set<Promise<void>>();
  private failure: { readonly error: unknown } | undefined;

  /** @param settling resolves when the disk has the receipt */
  add(settling: Promise<void>): void {
    const done = settling
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => this.pending.delete(done));
    this.pending.add(done);
  }

  /** Resolves when the disk has them all; answers whether there were any. Rejects where it does not take one. */
  async settled(): Promise<boolean> {
    const wereThere = this.pending.size > 0;
    await Promise.all(this.pending);
    if (this.failure !== undefined) throw this.failure.error;
    return wereThere;
  }
}
