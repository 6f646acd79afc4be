import * as l10n from '@vscode/l10n';
import { type AccountField, authMethods, defaultSenderName } from '../../../src/model/account/account';
import { isAddress } from '../../../src/model/account/address';
import { bareText } from '../../../src/model/account/bareText';
import { button } from '../../controls/controls';
import { element } from '../../controls/element';
import { icon } from '../../controls/icon';
import { linesField, selectField, textField, toggleField } from '../field/formField';
import { section, shownWhen } from '../field/section';
import type { Component, FormActions, PageState } from '../sheet/component';
import { accountBinding } from './accountBinding';
import { passwordField } from './passwordField';
import { providerField } from './providerField';
import { proxyField } from './proxyField';
import { recipientsField } from './recipientsField';
import { securityField } from './securityField';
import { trustedCertificate } from './trustedCertificate';

/** What replaces the fields of the server while the sandbox is the provider. */
export function sandboxNotice(actions: FormActions): Component {
  const show = button(l10n.t('Show sandbox inbox'), 'secondary', () => actions.showSandboxInbox());
  return {
    element: element(
      'div',
      { class: 'field' },
      element(
        'p',
        { class: 'description' },
        l10n.t('Mail When Done runs its own inbox on this computer: there is nothing to fill in here.'),
      ),
      show.element,
    ),
    update: () => undefined,
  };
}

/** Every field of an account, by section and in the order of the page. `find` looks for a server to fill in. */
export function accountForm(actions: FormActions, find: Component): readonly Component[] {
  return [
    section('account', l10n.t('Account'), [
      textField({
        ...accountBinding(actions, 'name'),
        description: l10n.t('What this account is called here. Defaults to the email address.'),
        placeholder: ({ draft }) => bareText(draft.email),
      }),
      textField({
        ...accountBinding(actions, 'email'),
        description: l10n.t('Your own address. It picks the provider and fills in what you have not typed.'),
        inputMode: 'email',
      }),
      providerField(actions),
      shownWhen(hasServer, find),
    ]),
    section('server', l10n.t('Server'), [
      shownWhen(isSandbox, sandboxNotice(actions)),
      shownWhen(hasServer, textField({ ...accountBinding(actions, 'host'), required: true, inputMode: 'url' })),
      shownWhen(
        hasServer,
        textField({
          ...accountBinding(actions, 'port'),
          required: true,
          inputMode: 'numeric',
          narrow: true,
          live: true,
        }),
      ),
      shownWhen(hasServer, securityField(actions)),
      shownWhen(hasServer, trustedCertificate(actions)),
    ]),
    section(
      'sign-in',
      l10n.t('Sign-in'),
      [
        toggleField({
          ...accountBinding(actions, 'authentication'),
          description: l10n.t(
            'Sign in to the server with a user name and a password. A mail account used for nothing else is wise: its password then opens no mailbox that matters.',
          ),
        }),
        shownWhen(signsIn, textField({ ...accountBinding(actions, 'username'), required: true })),
        shownWhen(signsIn, passwordField(actions)),
      ],
      isSandbox,
    ),
    section('sender', l10n.t('Sender and recipients'), [
      textField({
        ...accountBinding(actions, 'senderName'),
        description: l10n.t('Optional. The name that stands beside the From address.'),
        placeholder: () => defaultSenderName,
      }),
      textField({
        ...accountBinding(actions, 'fromAddress'),
        description: l10n.t(
          'Defaults to the user name when that is an email address. Required without authentication or without encryption. Some providers replace it with the address that you sign in with.',
        ),
        inputMode: 'email',
        placeholder: defaultFrom,
      }),
      recipientsField(actions),
    ]),
    advanced(actions),
  ];
}

const advancedFields: readonly AccountField[] = [
  'ehloDomain',
  'authMethod',
  'deliveryReports',
  'bcc',
  'useProxy',
  'replyTo',
  'supportLink',
  'extraHeaders',
];

function advanced(actions: FormActions): Component {
  const methods = authMethods.map((value) => ({ value, label: value === 'automatic' ? l10n.t('Automatic') : value }));
  const fields = section('advanced', l10n.t('Advanced'), [
    textField({
      ...accountBinding(actions, 'ehloDomain'),
      description: l10n.t('Optional. What this computer calls itself to the server; few servers care.'),
    }),
    shownWhen(
      (page) => hasServer(page) && signsIn(page),
      selectField({
        ...accountBinding(actions, 'authMethod'),
        description: l10n.t('Automatic takes the first one that the server and the extension both know.'),
        choices: () => methods,
      }),
    ),
    toggleField({
      ...accountBinding(actions, 'bcc'),
      description: l10n.t('No recipient sees another one, whatever is chosen beside each.'),
    }),
    shownWhen(
      hasServer,
      selectField({
        ...accountBinding(actions, 'deliveryReports'),
        description: l10n.t(
          'What the mail servers on the way send to the From address. Only where your server offers it (DSN).',
        ),
        choices: () => [
          { value: 'none', label: l10n.t('Ask for none') },
          { value: 'problems', label: l10n.t('When a mail is late or not delivered') },
          { value: 'all', label: l10n.t('For every mail') },
        ],
      }),
    ),
    shownWhen(hasServer, proxyField(actions)),
    textField({
      ...accountBinding(actions, 'replyTo'),
      description: l10n.t('Optional. Where answers go instead of the From address.'),
      inputMode: 'email',
    }),
    textField({
      ...accountBinding(actions, 'supportLink'),
      description: l10n.t('Optional. An email address or a web address, shown at the foot of every mail.'),
    }),
    linesField({
      ...accountBinding(actions, 'extraHeaders'),
      description: l10n.t(
        'Optional. Headers to add to every mail, one a line as name: value, such as X-Team: build. No place for secrets: every recipient can read them.',
      ),
    }),
  ]);
  const heading = fields.element.querySelector('h2');
  const summary = element('summary', {}, icon('chevron-right'), heading ?? '');
  const whole = element('details', { class: 'advanced' }, summary, ...fields.element.childNodes);
  return {
    element: whole,
    update(page) {
      fields.update(page);
      if (page.allShown && advancedFields.some((field) => page.shown.has(field))) whole.open = true;
    },
    focus(field) {
      if (!advancedFields.includes(field)) return false;
      whole.open = true;
      return fields.focus?.(field) ?? false;
    },
  };
}

function isSandbox({ draft }: PageState): boolean {
  return draft.provider === 'sandbox';
}

function hasServer(page: PageState): boolean {
  return !isSandbox(page);
}

function signsIn({ draft }: PageState): boolean {
  return draft.authentication;
}

function defaultFrom({ draft }: PageState): string {
  if (draft.provider === 'sandbox') return bareText(draft.email);
  // Without encryption the address has to be typed: a placeholder would look as if it were filled in already.
  if (draft.security === 'none') return '';
  const username = bareText(draft.username);
  return draft.authentication && isAddress(username) ? username : '';
}
