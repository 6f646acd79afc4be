import * as l10n from '@vscode/l10n';
import type { Account, Credential } from '../model/account';
import type { Clock } from '../model/clock';
import type { Failure } from '../model/failure';
import type { Log } from '../model/log';
import type { Proxy } from '../model/proxy';
import { secretForms } from '../model/redact';
import type { Progress } from '../model/step';
import type { Transcript } from '../model/transcript';
import { Stepper } from './stepper';
import { presentable, Transcriber } from './transcriber';

const longestReply = 2_000;

/** Who an attempt is for, and who hears of it. */
export interface Reported {
  readonly account: Account;
  readonly credential: Credential | undefined;
  readonly proxy?: Proxy | undefined;
  readonly onProgress?: (progress: Progress, transcript: Transcript) => void;
}

/** What is told of an attempt while it goes on, secrets masked. */
export class Report {
  readonly steps: Stepper;
  readonly transcriber: Transcriber;
  private readonly secrets: readonly string[];
  private isSettled = false;

  constructor(
    private readonly reported: Reported,
    clock: Clock,
    private readonly log: Log,
  ) {
    this.secrets = secretsOf(reported);
    const tell = (): void => this.tell();
    this.steps = new Stepper((detail) => presentable(detail, this.secrets), tell);
    this.transcriber = new Transcriber(this.secrets, clock, tell);
  }

  /** What was told so far. */
  get told(): { readonly progress: Progress; readonly transcript: Transcript } {
    return { progress: this.steps.progress, transcript: this.transcriber.transcript };
  }

  fail(failure: Failure, error: unknown): void {
    this.steps.fail(failure.step, failure.reply);
    this.transcriber.note(`${failure.code}: ${error instanceof Error ? error.message : String(error)}`);
  }

  /** The connection was gone before anything of the mail was taken: everything once more, over another one. */
  startAgain(): void {
    this.transcriber.note(l10n.t('the connection was gone; another one is opened'));
    this.steps.again();
    this.steps.run('resolve');
  }

  /** All is told: what the server says to QUIT comes later and is nobody's concern. */
  settle(): void {
    this.isSettled = true;
  }

  /** The words of a server, in full. */
  words(text: string): string {
    return presentable(text, this.secrets, longestReply);
  }

  masked(failure: Failure): Failure {
    const { reply, detail, code } = failure;
    return {
      ...failure,
      reply: this.words(reply),
      detail: this.words(detail),
      code: presentable(code, this.secrets),
    };
  }

  private tell(): void {
    const { onProgress } = this.reported;
    if (this.isSettled || onProgress === undefined) return;
    try {
      onProgress(this.steps.progress, this.transcriber.transcript);
    } catch (error) {
      this.log.error(`a listener to the progress of a mail failed: ${error instanceof Error ? error.message : ''}`);
    }
  }
}

/** Longest first. Where there is only the account's, it is the same list for mail after mail, made ready to be looked for. */
function secretsOf({ account, credential, proxy }: Reported): readonly string[] {
  const own = secretForms(account.username, credential?.password ?? '');
  if (!proxy?.password) return own;
  return [
    ...own,
    ...secretForms(proxy.username, proxy.password),
    // As HTTP's Basic authentication puts it.
    Buffer.from(`${proxy.username}:${proxy.password}`).toString('base64').replace(/=+$/, ''),
  ].sort((one, other) => other.length - one.length);
}
