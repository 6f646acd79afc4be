import type { AccountDraft } from './model/account';
import type { RuleProblem } from './model/compiledRule';
import type { DeliveryReport } from './model/deliveryReport';
import type { FindReport } from './model/discovery';
import type { Failure } from './model/failure';
import type { ProxyStanding } from './model/proxy';
import type { MailTemplate, MailTemplates, TemplateKind } from './model/mailTemplate';
import type { Rule } from './model/rule';
import type { Outcome } from './model/run';
import type { SandboxMail } from './model/sandboxMail';
import type { TlsPolicy } from './model/security';
import type { Progress } from './model/step';
import type { TemplatePreview, TemplateSnapshot } from './model/templatePreview';
import type { Transcript } from './model/transcript';
import type { Validity } from './model/validity';

export { Client, Server, type Handlers } from './model/channel';
export type { SandboxMail } from './model/sandboxMail';

/** An account as a page sees it: everything but the secret, of which it only hears whether there is one. */
export interface AccountSnapshot {
  readonly draft: AccountDraft;
  /** A password is stored and belongs to the server and user of `draft` as saved. */
  readonly passwordSet: boolean;
  readonly validity: Validity;
  /** False as long as the account was never saved: what the page shows are defaults. */
  readonly saved: boolean;
  /** Whether it may do without encryption; required where nothing is said. */
  readonly tls?: TlsPolicy;
}

/** How a test mail fares. `step` by `step`, whole each time, so that a message lost to a hidden page does no harm. */
export interface TestReport {
  readonly progress: Progress;
  readonly transcript: Transcript;
  readonly recipients: readonly string[];
  readonly outcome:
    | { readonly state: 'running' }
    | { readonly state: 'accepted'; readonly reply: string; readonly at: number; readonly refused: readonly string[] }
    | {
        readonly state: 'failed';
        readonly failure: Failure;
        /** What happened, in a sentence. */
        readonly explanation: string;
        /** What to do about it, in a sentence. */
        readonly advice: string;
      };
}

/** One of the last runs, as the preview of a rule lists it. */
export interface PreviewRun {
  readonly id: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** When it ended, in milliseconds since 1970. */
  readonly at: number;
}

/** A rule as the page sees it. */
export interface RuleSnapshot {
  readonly rule: Rule;
  readonly problems: readonly RuleProblem[];
  /** Of the last runs those that it would have had mailed, or that it mutes where it does that; the newest first. */
  readonly preview: readonly PreviewRun[];
  /** Its recipients that nobody has approved yet for what runs print, where its mails would hold that. */
  readonly unapproved: readonly string[];
}

/** Everything the settings page shows that is not typed there. */
export interface SettingsState {
  readonly accounts: readonly AccountSnapshot[];
  /** The id of the account that mails go through; empty as long as none is saved. */
  readonly defaultId: string;
  /** Mail what the rules ask for. */
  readonly enabled: boolean;
  /** The rules that count, in their order. */
  readonly rules: readonly RuleSnapshot[];
  /** They are the usual ones: the user has none of his own. */
  readonly rulesAreUsual: boolean;
  /** How many runs the previews look at; `undefined` as long as these are not known. */
  readonly lastRuns: number | undefined;
  /** How mails are written. */
  readonly templates: readonly TemplateSnapshot[];
  /** All mails about the same thing have the same subject. */
  readonly oneConversation: boolean;
  /** The running or last test of each account on this page, by its id. */
  readonly tests: Readonly<Record<string, TestReport>>;
  /** The account to be shown first; in the answer to `ready` only. */
  readonly select?: string;
  /** The running or last search for settings of this page, and the check of delivery, if there was one. */
  readonly find?: FindReport | undefined;
  readonly delivery?: DeliveryReport | undefined;
  /** What accounts that use the editor's proxy go through. */
  readonly proxy: ProxyStanding;
}

/** The form as it stands. The password crosses from page to extension only; `undefined` leaves the stored one. */
export interface Form {
  readonly draft: AccountDraft;
  readonly password: string | undefined;
}

/** What the settings page may ask. */
export interface SettingsRequests {
  /** The page is up and wants its first state. */
  ready: { params: null; result: SettingsState };
  /** Save an account; fields with problems are saved too, so that nothing typed is lost. */
  save: { params: Form; result: SettingsState };
  /** Send a test mail with the form as it stands, saved or not; `to` replaces its recipients when given. */
  test: { params: Form & { readonly to: readonly string[] | undefined }; result: TestReport };
  cancelTest: { params: { readonly id: string }; result: null };
  /**
   * Ask where a new account comes from; answers its id. Where no account of the state has it, it is one to be filled in.
   * Null: the user changed his mind.
   */
  addAccount: { params: null; result: string | null };
  /** Save the same settings as a new account, without the secret; answers its id. */
  duplicateAccount: { params: { readonly id: string }; result: string };
  setDefault: { params: { readonly id: string }; result: SettingsState };
  /** Look for the server of an address; a host that stands in the form is asked as well. */
  findSettings: { params: { readonly draft: AccountDraft }; result: FindReport };
  cancelFind: { params: null; result: null };
  /** Check whether mails of the form as it stands arrive, without sending one. */
  checkDelivery: { params: { readonly draft: AccountDraft }; result: DeliveryReport };
  cancelDelivery: { params: null; result: null };
  /** Ask the user, then remove settings and secret of an account; answers whether the user agreed. */
  deleteAccount: { params: { readonly id: string }; result: boolean };
  deletePassword: { params: { readonly id: string }; result: SettingsState };
  /** Keep what was typed, never a password, until the page is opened again; null forgets it. */
  keep: { params: unknown; result: null };
  setEnabled: { params: boolean; result: SettingsState };
  /**
   * Save the rules in this order, those with problems too. Rules that are there and not among them stay, behind them: somebody
   * else may have added them. What follows is told as `state` before the answer.
   */
  saveRules: { params: { readonly rules: readonly Rule[] }; result: null };
  /** Show the mail that a rule would send. */
  previewRule: { params: { readonly id: string }; result: null };
  /** Remove a rule, and offer to bring it back. What follows is told as `state` before the answer. */
  deleteRule: { params: { readonly id: string }; result: null };
  /** Save the templates, those with problems too. What follows is told as `state` before the answer. */
  saveTemplates: { params: { readonly templates: MailTemplates }; result: null };
  /** Write mails of a kind as usual again, and offer to undo that. What follows is told as `state` before the answer. */
  resetTemplate: { params: { readonly kind: TemplateKind }; result: null };
  /** Write the last mail of a kind with a template, saved or not; sends nothing. */
  previewTemplate: {
    params: { readonly kind: TemplateKind; readonly template: MailTemplate };
    result: TemplatePreview;
  };
  setOneConversation: { params: boolean; result: SettingsState };
  showSandboxInbox: { params: null; result: null };
  showConversations: { params: null; result: null };
  createSupportBundle: { params: null; result: null };
  copy: { params: { readonly text: string }; result: null };
}

/** What the settings page may hear. Whole snapshots, never differences. */
export interface SettingsEvents {
  state: SettingsState;
  test: { readonly id: string; readonly report: TestReport };
  /** Show this account. */
  select: { readonly id: string };
  find: FindReport;
  delivery: DeliveryReport;
}

/** What is said of a mail that was not sent. */
export interface PreviewFacts {
  /** It is about a run that never was. */
  readonly isSample: boolean;
  /** It would show what the run printed, which is not kept any more. */
  readonly isOutputLost: boolean;
  /** The recipients that would get what the run printed and that nobody has approved for that. */
  readonly unapproved: readonly string[];
}

/** A mail as its page shows it. */
export interface ShownMail {
  readonly mail: SandboxMail;
  /** It is a preview. */
  readonly preview?: PreviewFacts | undefined;
}

/** What the page of one mail may ask. */
export interface MailRequests {
  /** `undefined`: the mail was deleted meanwhile. */
  ready: { params: null; result: ShownMail | undefined };
  /** Those that a preview names may get what runs print. */
  approve: { params: null; result: PreviewFacts | undefined };
  /** Shows the text of an attachment, by its place from 0, in an editor. */
  openAttachment: { params: { readonly place: number }; result: null };
}

export type MailEvents = Record<string, never>;
