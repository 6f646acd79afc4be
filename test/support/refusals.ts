import { classify } from '../../src/mail/smtp/classify';
import type { Asked } from '../../src/mail/smtp/replyMeanings';
import type { Failure } from '../../src/model/failure/failure';
import { anAccount } from './builders';

/** The codes of nodemailer for a command that is refused. */
const codes: Readonly<Record<Asked, string>> = {
  greeting: 'EPROTOCOL',
  EHLO: 'EPROTOCOL',
  STARTTLS: 'ETLS',
  AUTH: 'EAUTH',
  MAIL: 'EENVELOPE',
  RCPT: 'EENVELOPE',
  DATA: 'EMESSAGE',
};

/** The failure of a mail from Ada to Grace whose server replies like this. */
export function failureOf(asked: Asked, response: string, account = anAccount()): Failure {
  const error = Object.assign(new Error(response), {
    code: codes[asked],
    response,
    responseCode: Number(response.slice(0, 3)),
    command: asked === 'greeting' ? 'CONN' : asked,
  });
  return classify(error, {
    account,
    step: 'accepted',
    aborted: false,
    connected: true,
    isHandshaking: false,
    greeted: true,
    greeting: asked === 'greeting' ? response : '220 mail.example.com ESMTP',
    asked,
    bodyBegan: asked === 'DATA',
    speaksTls: false,
    sender: 'ada@example.com',
    recipients: ['grace@example.org'],
  });
}
