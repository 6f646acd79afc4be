import type { AccountDraft } from '../model/account/account';
import type { ProxyStatus } from '../model/account/proxy';
import type { SecretKeeping } from '../model/account/secretKeeping';
import type { TlsPolicy } from '../model/account/security';
import type { Validity } from '../model/account/validity';
import type { Progress, Transcript } from '../model/failure/attempt';
import type { Failure } from '../model/failure/failure';
import type { DeliveryReport } from '../model/lookup/deliveryReport';
import type { FindReport } from '../model/lookup/discovery';
import type { RuleProblem } from '../model/rule/compiledRule';
import type { Rule } from '../model/rule/rule';
import type { Outcome } from '../model/run/run';
import type { TemplatePreview, TemplateSnapshot } from '../model/template/compiledTemplate';
import type { MailTemplate, MailTemplates, TemplateKind } from '../model/template/mailTemplate';

/** An account as the page sees it: everything but the secret; the page only knows whether there is one. */
export interface AccountSnapshot {
  readonly draft: AccountDraft;
  /** A password is stored and belongs to the server and user of `draft` as saved. */
  readonly passwordSet: boolean;
  readonly validity: Validity;
  /** False until the account is saved for the first time: the page shows defaults. */
  readonly saved: boolean;
  /** Whether encryption is required; it is if this is left out. */
  readonly tls?: TlsPolicy;
}

/** The progress of a test. Always the whole report, so that a message lost to a hidden page does no harm. */
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

/** One of the last runs, as listed in the preview of a rule. */
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
  /** The last runs that the rule would have mailed, or muted if it mutes, newest first. */
  readonly preview: readonly PreviewRun[];
  /** Its recipients that the user has not approved yet for output, if its mails would show output. */
  readonly unapproved: readonly string[];
}

/** Everything that the settings page shows beside what is typed there. */
export interface SettingsState {
  readonly accounts: readonly AccountSnapshot[];
  /** The id of the default account; empty while none is saved. */
  readonly defaultId: string;
  /** Runs are mailed as the rules say. */
  readonly enabled: boolean;
  /** The rules that apply, in their order. */
  readonly rules: readonly RuleSnapshot[];
  /** They are the usual rules: the user has none of their own. */
  readonly rulesAreUsual: boolean;
  /** How many runs the previews check; `undefined` while they are not known. */
  readonly lastRuns: number | undefined;
  /** How mails are written. */
  readonly templates: readonly TemplateSnapshot[];
  /** All mails about the same thing have the same subject. */
  readonly oneConversation: boolean;
  /** The running or last test of each account on this page, by its id. */
  readonly tests: Readonly<Record<string, TestReport>>;
  /** The account to show first; only in the answer to `ready`. */
  readonly select?: string;
  /** The running or last search for settings on this page, and the running or last delivery check. */
  readonly find?: FindReport | undefined;
  readonly delivery?: DeliveryReport | undefined;
  /** The proxy of the accounts that use the editor's. */
  readonly proxy: ProxyStatus;
  /** What keeps the passwords. */
  readonly secretKeeping: SecretKeeping;
  /** Which computer watches and sends; `undefined` where there is only one. */
  readonly side?: SideState | undefined;
}

/** The remote computer that the window is connected to, or the one in front of the user. */
export const sides = ['remote', 'here'] as const;
export type Side = (typeof sides)[number];

/** Where the extension runs, and where it will after the window is reloaded. */
export interface SideState {
  readonly running: Side;
  readonly chosen: Side;
}

/** The settings that the page leads to, because the editor's own settings editor is where they belong. */
export const settingsElsewhere = ['mailWhenDone.requireTls'] as const;
export type SettingElsewhere = (typeof settingsElsewhere)[number];

/** The current form. The password crosses from page to extension only; `undefined` keeps the stored one. */
export interface Form {
  readonly draft: AccountDraft;
  readonly password: string | undefined;
}

/** What the settings page can request. */
export interface SettingsRequests {
  /** The page is ready for its first state. */
  ready: { params: null; result: SettingsState };
  /** Save an account, including fields with problems, so that nothing typed is lost. */
  save: { params: Form; result: SettingsState };
  /** Send a test mail with the current form, saved or not; `to`, if given, replaces its recipients. */
  test: { params: Form & { readonly to: readonly string[] | undefined }; result: TestReport };
  cancelTest: { params: { readonly id: string }; result: null };
  /**
   * Ask the user where a new account comes from; returns its id. An id that is not in the state is a new account to
   * fill in. Null: the user cancelled.
   */
  addAccount: { params: null; result: string | null };
  /** Save the same settings as a new account, without the secret; returns its id. */
  duplicateAccount: { params: { readonly id: string }; result: string };
  setDefault: { params: { readonly id: string }; result: SettingsState };
  /** Look for the server of an address; a host in the form is tried as well. */
  findSettings: { params: { readonly draft: AccountDraft }; result: FindReport };
  cancelFind: { params: null; result: null };
  /** Check whether mails of the current form would arrive, without sending one. */
  checkDelivery: { params: { readonly draft: AccountDraft }; result: DeliveryReport };
  cancelDelivery: { params: null; result: null };
  /** Ask the user, then delete the settings and the secret of an account; returns whether the user agreed. */
  deleteAccount: { params: { readonly id: string }; result: boolean };
  deletePassword: { params: { readonly id: string }; result: SettingsState };
  /** Keep the unsaved changes, never a password, until the page is opened again; null clears them. */
  keep: { params: unknown; result: null };
  setEnabled: { params: boolean; result: SettingsState };
  /**
   * Save the rules in this order, including those with problems. Saved rules that are not among them stay, after them:
   * another window may have added them. The new `state` is sent before the answer.
   */
  saveRules: { params: { readonly rules: readonly Rule[] }; result: null };
  /** Open a preview of the mail that a rule would send. */
  previewRule: { params: { readonly id: string }; result: null };
  /** Delete a rule, and offer to undo that. The new `state` is sent before the answer. */
  deleteRule: { params: { readonly id: string }; result: null };
  /** Save the templates, including those with problems. The new `state` is sent before the answer. */
  saveTemplates: { params: { readonly templates: MailTemplates }; result: null };
  /** Reset the template of a kind, and offer to undo that. The new `state` is sent before the answer. */
  resetTemplate: { params: { readonly kind: TemplateKind }; result: null };
  /** Write the last mail of a kind with a template, saved or not; nothing is sent. */
  previewTemplate: {
    params: { readonly kind: TemplateKind; readonly template: MailTemplate };
    result: TemplatePreview;
  };
  setOneConversation: { params: boolean; result: SettingsState };
  /** Ask the user a question in a dialog; returns whether the button was pressed. */
  confirm: { params: { readonly title: string; readonly detail: string; readonly button: string }; result: boolean };
  showSandboxInbox: { params: null; result: null };
  showConversations: { params: null; result: null };
  /** Write which computer watches and sends, and offer to reload the window. */
  chooseSide: { params: { readonly side: Side }; result: SettingsState };
  /** Show a setting in the settings editor. */
  openSetting: { params: { readonly name: SettingElsewhere }; result: null };
  createSupportBundle: { params: null; result: null };
  showSettingChanges: { params: null; result: null };
  copy: { params: { readonly text: string }; result: null };
}

/** What the settings page is notified of: whole snapshots, never differences. */
export interface SettingsEvents {
  state: SettingsState;
  test: { readonly id: string; readonly report: TestReport };
  /** Show this account. */
  select: { readonly id: string };
  find: FindReport;
  delivery: DeliveryReport;
}
