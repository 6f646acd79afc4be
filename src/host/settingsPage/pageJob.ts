/** A longer job that a page watches: its last report, and a way to end it. At most one runs at a time. */
export class PageJob<Report> {
  report: Report | undefined;
  private ending: AbortController | undefined;

  constructor(private readonly onReported: (report: Report) => void) {}

  /** Starts the work. A job that is still running is aborted first, and its reports are ignored. */
  async start(work: (onReport: (report: Report) => void, signal: AbortSignal) => Promise<Report>): Promise<Report> {
    this.ending?.abort();
    const ending = new AbortController();
    this.ending = ending;
    this.report = undefined;
    const keep = (report: Report): void => {
      if (this.ending !== ending) return;
      this.report = report;
      this.onReported(report);
    };
    const report = await work(keep, ending.signal);
    keep(report);
    return report;
  }

  cancel(): void {
    this.ending?.abort();
  }

  /** Aborts the job and forgets its report; the page is gone. */
  forget(): void {
    this.cancel();
    this.ending = this.report = undefined;
  }
}
