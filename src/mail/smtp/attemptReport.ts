import * as l10n from '@vscode/l10n';
import type { Account, Credential } from '../../model/account/account';
import type { Proxy } from '../../model/account/proxy';
import type { Clock } from '../../model/clock';
import {
  noProgress,
  type Progress,
  type Step,
  steps,
  type StepState,
  type Transcript,
} from '../../model/failure/attempt';
import type { Failure } from '../../model/failure/failure';
import type { Log } from '../../model/log';
import { secretForms } from '../../model/redaction/secretForms';
import { errorMessage } from '../../model/unknown';
import { presentable, Transcriber } from './transcriber';

/** Records which steps of a send are done and which one is under way. */
export class Stepper {
  private state: Record<Step, Progress[Step]> = { ...noProgress() };

  constructor(
    private readonly presentable: (detail: string) => string,
    private readonly changed: () => void,
  ) {}

  /** A snapshot; later changes do not appear in it. */
  get progress(): Progress {
    return { ...this.state };
  }

  /** The step under way, or else the next waiting one. */
  get current(): Step {
    const open = steps.find((step) => this.state[step].state === 'running');
    return open ?? steps.find((step) => this.state[step].state === 'waiting') ?? 'accepted';
  }

  run(step: Step, detail = ''): void {
    this.set(step, 'running', detail);
  }

  done(step: Step, detail = this.state[step].detail): void {
    this.set(step, 'done', detail);
  }

  skip(step: Step): void {
    this.set(step, 'skipped', '');
  }

  /** The attempt is over: other steps that were begun, without a word to the server, count as not reached. */
  fail(step: Step, detail: string): void {
    const left = steps.filter((other) => other !== step && this.state[other].state === 'running');
    for (const other of left) this.state[other] = noProgress()[other];
    this.set(step, 'failed', detail);
  }

  /** Starts over from the first step, with another connection. */
  again(): void {
    this.state = { ...noProgress() };
    this.changed();
  }

  private set(step: Step, state: StepState, detail: string): void {
    this.state[step] = { state, detail: detail === '' ? '' : this.presentable(detail) };
    this.changed();
  }
}

const longestReply = 2_000;

/** The part of an attempt that its report needs. */
export interface Reported {
  readonly account: Account;
  readonly credential: Credential | undefined;
  readonly proxy?: Proxy | undefined;
  readonly onProgress?: (progress: Progress, transcript: Transcript) => void;
}

/** Reports an attempt while it is under way, with secrets masked. */
export class AttemptReport {
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
    const emit = (): void => this.emit();
    this.steps = new Stepper((detail) => presentable(detail, this.secrets), emit);
    this.transcriber = new Transcriber(this.secrets, clock, emit);
  }

  /** What was reported so far. */
  get soFar(): { readonly progress: Progress; readonly transcript: Transcript } {
    return { progress: this.steps.progress, transcript: this.transcriber.transcript };
  }

  fail(failure: Failure, error: unknown): void {
    this.steps.fail(failure.step, failure.reply);
    this.transcriber.note(`${failure.code}: ${errorMessage(error)}`);
  }

  /** The connection was gone before the server took anything of the mail: starts over with another connection. */
  startAgain(): void {
    this.transcriber.note(l10n.t('the connection was gone; another one is opened'));
    this.steps.again();
    this.steps.run('resolve');
  }

  /** Ends the report: the server's reply to QUIT comes later and does not matter. */
  settle(): void {
    this.isSettled = true;
  }

  /** The words of a server, cut at 2,000 characters. */
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

  private emit(): void {
    const { onProgress } = this.reported;
    if (this.isSettled || onProgress === undefined) return;
    try {
      onProgress(this.steps.progress, this.transcriber.transcript);
    } catch (error) {
      this.log.error(`a listener to the progress of a mail failed: ${error instanceof Error ? error.message : ''}`);
    }
  }
}

/** Longest first. Without a proxy password this is the same list for every mail, prepared for searching. */
function secretsOf({ account, credential, proxy }: Reported): readonly string[] {
  const own = secretForms(account.username, credential?.password ?? '');
  if (!proxy?.password) return own;
  return [
    ...own,
    ...secretForms(proxy.username, proxy.password),
    // In the form of HTTP's Basic authentication.
    Buffer.from(`${proxy.username}:${proxy.password}`).toString('base64').replace(/=+$/, ''),
  ].sort((one, other) => other.length - one.length);
}
