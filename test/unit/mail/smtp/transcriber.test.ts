import assert from 'node:assert/strict';
import { presentable } from '../../../../src/mail/smtp/transcriber';
import { secretForms } from '../../../../src/model/redaction/secretForms';

describe('a transcript', () => {
  const forms = secretForms('ada', 's3cretPassw0rd');
  const inBase64 = Buffer.from('\0ada\0s3cretPassw0rd').toString('base64');

  for (const unseen of [
    ...['\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u202e', '\u3164', '\u115f', '\uffa0', '\u034f'],
    ...['\u{e0070}', '\ufe0f', '\u2800', '\u001b[1m'],
  ])
    it(`hides a password that the server repeats with ${JSON.stringify(unseen)} inside`, () => {
      for (const secret of ['s3cretPassw0rd', inBase64]) {
        const apart = Array.from(secret).join(unseen);
        const inside = secret.slice(0, 12) + unseen + secret.slice(12);
        for (const said of [apart, inside]) {
          const shown = presentable(`535 no: ${said} is wrong`, forms);
          // Of the base64, what stands for the user name may be left.
          assert.match(shown, /^535 no: \w{0,8}\*{3}\w{0,2}=* is wrong$/, shown);
          assert.ok(secret === inBase64 || shown === '535 no: *** is wrong', shown);
        }
      }
    });
});
