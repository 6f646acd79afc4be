/** Something that takes a while and that a page watches: its last report, and a way to end it. At most one at a time. */
export class PageRun<Report> {
  report: Report | undefined;
  private ending: AbortController | undefined;

  constructor(private readonly tell: (report: Report) => void) {}

  /** Begins anew; what still runs is ended first, and what it had to say is not told any more. */
  async start(work: (onReport: (report: Report) => void, signal: AbortSignal) => Promise<Report>): Promise<Report> {
    this.ending?.abort();
    const ending = new AbortController();
    this.ending = ending;
    this.report = undefined;
    const keep = (report: Report): void => {
      if (this.ending !== ending) return;
      this.report = report;
      this.tell(report);
    };
    const report = await work(keep, ending.signal);
    keep(report);
    return report;
  }

  cancel(): void {
    this.ending?.abort();
  }

  /** The page is gone. */
  forget(): void {
    this.cancel();
    this.ending = this.report = undefined;
  }
}
