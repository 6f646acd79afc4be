import * as l10n from '@vscode/l10n';
import { authMethods, defaultSenderName, type AccountField } from '../../src/model/account';
import { isAddress } from '../../src/model/address';
import { element } from '../element';
import { icon } from '../icon';
import type { Editor, Part, View } from './part';
import { passwordField } from './passwordField';
import { providerField } from './providerField';
import { proxyField } from './proxyField';
import { recipientsField } from './recipientsField';
import { sandboxNotice } from './sandboxNotice';
import { section, shownWhen } from './section';
import { securityField } from './securityField';
import { selectField } from './selectField';
import { textField } from './textField';
import { toggleField } from './toggleField';
import { trustedCertificate } from './trustedCertificate';

/** Every field of an account, section by section, in the order of the page. `find` looks for a server to fill in. */
export function accountForm(editor: Editor, find: Part): readonly Part[] {
  return [
    section('account', l10n.t('Account'), [
      textField(editor, 'name', {
        description: l10n.t('What this account is called here. Defaults to the email address.'),
        placeholder: ({ draft }) => draft.email.trim(),
      }),
      textField(editor, 'email', {
        description: l10n.t('Your own address. It picks the provider and fills in what you have not typed.'),
        inputMode: 'email',
      }),
      providerField(editor),
      shownWhen(hasServer, find),
    ]),
    section('server', l10n.t('Server'), [
      shownWhen(isSandbox, sandboxNotice(editor)),
      shownWhen(hasServer, textField(editor, 'host', { required: true, inputMode: 'url' })),
      shownWhen(
        hasServer,
        textField(editor, 'port', { required: true, inputMode: 'numeric', narrow: true, live: true }),
      ),
      shownWhen(hasServer, securityField(editor)),
      shownWhen(hasServer, trustedCertificate(editor)),
    ]),
    section(
      'sign-in',
      l10n.t('Sign-in'),
      [
        toggleField(editor, 'authentication', l10n.t('Sign in to the server with a user name and a password.')),
        shownWhen(signsIn, textField(editor, 'username', { required: true })),
        shownWhen(signsIn, passwordField(editor)),
      ],
      isSandbox,
    ),
    section('sender', l10n.t('Sender and recipients'), [
      textField(editor, 'senderName', {
        description: l10n.t('Optional. The name that stands beside the From address.'),
        placeholder: () => defaultSenderName,
      }),
      textField(editor, 'fromAddress', {
        description: l10n.t(
          'Defaults to the user name when that is an email address. Required without authentication or without encryption.',
        ),
        inputMode: 'email',
        placeholder: defaultFrom,
      }),
      recipientsField(editor),
    ]),
    advanced(editor),
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
];

function advanced(editor: Editor): Part {
  const methods = authMethods.map((value) => ({ value, label: value === 'automatic' ? l10n.t('Automatic') : value }));
  const fields = section('advanced', l10n.t('Advanced'), [
    textField(editor, 'ehloDomain', {
      description: l10n.t('Optional. What this computer calls itself to the server; few servers care.'),
    }),
    shownWhen(
      (view) => hasServer(view) && signsIn(view),
      selectField(
        editor,
        'authMethod',
        methods,
        l10n.t('Automatic takes the first one that the server and the extension both know.'),
      ),
    ),
    toggleField(editor, 'bcc', l10n.t('Recipients do not see one another.')),
    shownWhen(
      hasServer,
      selectField(
        editor,
        'deliveryReports',
        [
          { value: 'none', label: l10n.t('Ask for none') },
          { value: 'problems', label: l10n.t('When a mail is late or not delivered') },
          { value: 'all', label: l10n.t('For every mail') },
        ],
        l10n.t('What the mail servers on the way send to the From address. Only where your server offers it (DSN).'),
      ),
    ),
    shownWhen(hasServer, proxyField(editor)),
    textField(editor, 'replyTo', {
      description: l10n.t('Optional. Where answers go instead of the From address.'),
      inputMode: 'email',
    }),
    textField(editor, 'supportLink', {
      description: l10n.t('Optional. An email address or a web address, shown at the foot of every mail.'),
    }),
  ]);
  const heading = fields.element.querySelector('h2');
  const summary = element('summary', {}, icon('chevron-right'), heading ?? '');
  const whole = element('details', { class: 'advanced' }, summary, ...fields.element.childNodes);
  return {
    element: whole,
    update(view) {
      fields.update(view);
      if (view.allShown && advancedFields.some((field) => view.shown.has(field))) whole.open = true;
    },
    focus(field) {
      if (!advancedFields.includes(field)) return false;
      whole.open = true;
      return fields.focus?.(field) ?? false;
    },
  };
}

function isSandbox({ draft }: View): boolean {
  return draft.provider === 'sandbox';
}

function hasServer(view: View): boolean {
  return !isSandbox(view);
}

function signsIn({ draft }: View): boolean {
  return draft.authentication;
}

function defaultFrom({ draft }: View): string {
  if (draft.provider === 'sandbox') return draft.email.trim();
  // Without encryption it has to be typed: a suggestion in the empty field would look as if it were.
  if (draft.security === 'none') return '';
  const username = draft.username.trim();
  return draft.authentication && isAddress(username) ? username : '';
}
