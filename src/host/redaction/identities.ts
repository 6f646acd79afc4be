import { homedir, hostname, userInfo } from 'node:os';
import * as vscode from 'vscode';
import { defaultSenderName, type AccountDraft } from '../model/account';
import type { Identities } from '../model/anonymize';
import type { Log } from '../model/log';
import type { Conversations } from '../mail/conversations';
import type { Sandbox } from '../mail/sandbox';
import type { Outbox } from '../outbox/outbox';
import type { Accounts } from './accounts';
import type { Vault } from './vault';

/** Who knows a secret or a name. */
export interface IdentitySources {
  readonly accounts: Accounts;
  readonly conversations: Conversations;
  readonly log: Log;
  readonly outbox: Outbox;
  readonly sandbox: Sandbox;
  readonly vault: Vault;
}

/** Shorter subjects are words that may stand anywhere. */
const shortestSubject = 8;

/** Every secret and every name that this window knows, in order to mask them. */
export async function gatherIdentities(sources: IdentitySources): Promise<Identities> {
  const { accounts, conversations, log, outbox, sandbox, vault } = sources;
  const drafts = accounts.snapshots.map(({ draft }) => draft);
  const stored = await Promise.all(
    drafts.map(async ({ id, username }) => {
      try {
        const secret = await vault.secret(id);
        // As typed now and as stored: the password may have been typed for another user name.
        return secret === undefined ? [] : [secret, { username, password: secret.password }];
      } catch (error) {
        // A secret storage that is locked has never told us the password: it is in nothing that we wrote.
        log.warn(`the secret storage does not answer: ${error instanceof Error ? error.message : String(error)}`);
        return [];
      }
    }),
  );
  const talked = conversations.all;
  const { items } = outbox.snapshot();
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
  // The extension's own name stands in every mail and in its log.
  const sender = senderName === defaultSenderName ? '' : senderName;
  return [name, email, username, sender, fromAddress, ...recipients, ehloDomain, replyTo, supportLink];
}

function namesOfComputer(): readonly string[] {
  const name = hostname();
  return [name, name.split('.')[0] ?? '', nameOfUser()];
}

/** Throws for a user that is in no list, as in a container. */
function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
