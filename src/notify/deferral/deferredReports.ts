import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import type { RunMail } from '../../model/letter/runMail';
import type { Log } from '../../model/log';
import type { Report } from '../../model/report/report';
import { errorMessage, isRecord } from '../../model/unknown';
import { Disk } from '../../system/disk';

const folder = 'reports';
/** How long the report of a mail is kept that no window has removed, in milliseconds. */
const stale = 7 * 24 * 60 * 60 * 1000;

/**
 * The reports of deferred mails, on disk: hundreds of waiting mails with their output would fill the memory. They are
 * redacted, like the messages in the outbox, and belong to a mail whichever window has it. Never throws: what the disk
 * refuses stays in memory.
 */
export class DeferredReports {
  private readonly disk: Disk;
  private isPrepared = false;

  /** @param root shared by all windows; created if missing */
  constructor(
    root: string,
    private readonly log: Log,
  ) {
    this.disk = new Disk(root, `report-${process.pid}`);
  }

  /** The same mail, with its report on disk instead of in memory. */
  keep<Mail extends RunMail & { readonly id: string }>(mail: Mail): Mail {
    const { report, ...rest } = mail;
    if (report === undefined) return mail;
    const isKept = this.attempt(() => {
      if (!this.isPrepared) this.prepare();
      this.disk.put(placeOf(mail.id), Buffer.from(`${JSON.stringify(report)}\n`));
      return true;
    });
    // Without its report a mail is still one.
    return isKept === true ? (rest as Mail) : mail;
  }

  /** The same mail with its report, as far as it can be read. */
  whole<Mail extends RunMail & { readonly id: string }>(mail: Mail): Mail {
    if (mail.report !== undefined) return mail;
    const bytes = this.attempt(() => this.disk.read(placeOf(mail.id)));
    const report = bytes && readReport(bytes.toString('utf8'));
    return report === undefined ? mail : { ...mail, report };
  }

  /** The mail is gone. */
  remove(id: string): void {
    this.attempt(() => this.disk.remove(placeOf(id)));
  }

  /** Makes the folder, and removes what windows that were killed have left. */
  private prepare(): void {
    this.disk.prepare([folder]);
    this.isPrepared = true;
    for (const name of this.disk.namesNow(folder)) {
      const written = fs.statSync(this.disk.path({ folder, name }), { throwIfNoEntry: false })?.mtimeMs;
      if (written !== undefined && Date.now() - written > stale) this.disk.remove({ folder, name });
    }
  }

  private attempt<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      // The folder may have been removed.
      this.isPrepared = false;
      this.log.warn(`the report of a deferred mail cannot be kept on disk for now: ${errorMessage(error)}`);
      return undefined;
    }
  }
}

function placeOf(id: string): { readonly folder: string; readonly name: string } {
  return { folder, name: `${createHash('sha256').update(id).digest('hex').slice(0, 32)}.json` };
}

/** The report in a file; `undefined` if it is torn. */
function readReport(text: string): Report | undefined {
  try {
    const stored: unknown = JSON.parse(text);
    return isRecord(stored) && typeof stored['rerun'] === 'string' ? (stored as unknown as Report) : undefined;
  } catch {
    return undefined;
  }
}
