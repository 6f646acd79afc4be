import { homedir, hostname, userInfo } from 'node:os';
import * as vscode from 'vscode';
import type { Sandbox } from '../../mail/sandbox/sandbox';
import type { RecentAttempts } from '../../mail/transport/recentAttempts';
import { type AccountDraft, defaultSenderName } from '../../model/account/account';
import type { Log } from '../../model/log';
import type { Identities } from '../../model/redaction/anonymize';
import { errorMessage } from '../../model/unknown';
import type { Outbox } from '../../outbox/outbox';
import type { Accounts } from '../account/accounts';
import type { Vault } from '../account/vault';

/** Everything that knows a secret or a name. */
export interface IdentitySources {
  readonly accounts: Accounts;
  readonly attempts: RecentAttempts;
  readonly log: Log;
  readonly outbox: Outbox;
  readonly sandbox: Sandbox;
  readonly vault: Vault;
}

/** Characters. Shorter subjects are words that may appear anywhere. */
const shortestSubject = 8;

/** Every secret and every name that this window knows, for masking them. */
export async function gatherIdentities(sources: IdentitySources): Promise<Identities> {
  const { accounts, attempts, log, outbox, sandbox, vault } = sources;
  const drafts = accounts.snapshots.map(({ draft }) => draft);
  const stored = await Promise.all(
    drafts.map(async ({ id, username }) => {
      try {
        const secret = await vault.secret(id);
        // With the current and the stored user name: the password may have been typed for another one.
        return secret === undefined ? [] : [secret, { username, password: secret.password }];
      } catch (error) {
        // A locked secret storage has never given us the password, so we have not written it anywhere.
        log.warn(`the secret storage does not answer: ${errorMessage(error)}`);
        return [];
      }
    }),
  );
  const talked = attempts.all;
  const items = await outbox.items();
  const used = [...drafts, ...talked.map(({ account }) => account)];
  const subjects = [...talked, ...items].map(({ subject }) => subject);
  return {
    secrets: [...stored.flat(), { username: 'sandbox', password: sandbox.password }],
    names: [
      ...used.flatMap(namesIn),
      ...talked.flatMap(({ recipients }) => recipients),
      ...items.flatMap(({ envelope }) => [envelope.from, ...envelope.to]),
      ...subjects.filter((subject) => subject.length >= shortestSubject),
      ...namesOfComputer(),
    ],
    folders: [
      { path: homedir(), shown: '~' },
      ...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => ({ path: uri.fsPath, shown: '(workspace)' })),
    ],
  };
}

type Named = Pick<
  AccountDraft,
  'name' | 'email' | 'username' | 'senderName' | 'fromAddress' | 'recipients' | 'ehloDomain' | 'replyTo' | 'supportLink'
>;

function namesIn(account: Named): readonly string[] {
  const { name, email, username, senderName, fromAddress, recipients, ehloDomain, replyTo, supportLink } = account;
  // The extension's own name is in every mail and in its log.
  const sender = senderName === defaultSenderName ? '' : senderName;
  return [name, email, username, sender, fromAddress, ...recipients, ehloDomain, replyTo, supportLink];
}

function namesOfComputer(): readonly string[] {
  const name = hostname();
  return [name, name.split('.')[0] ?? '', nameOfUser()];
}

/** `userInfo` throws for a user without an entry, as in a container. */
function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
