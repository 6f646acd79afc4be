import assert from 'node:assert/strict';
import type { Speaker, Transcript } from '../../../../src/model/failure/attempt';
import { withoutClient } from '../../../../src/model/redaction/clientNames';

describe('a conversation in the support bundle', () => {
  const marks: Readonly<Record<string, Speaker>> = { C: 'client', S: 'server', '-': 'note' };
  const talk = (...lines: readonly string[]): Transcript =>
    lines.map((line) => ({ at: 0, speaker: marks[line.charAt(0)] ?? 'note', text: line.slice(2) }));
  const shown = (lines: readonly string[], host = 'smtp.corp.test'): readonly string[] =>
    withoutClient(talk(...lines), host).map(({ text }) => text);

  const greetings = [
    ['250-smtp.corp.test Hello dsl-93-184-216-34.paris.isp.test [93.184.216.34]', '250-smtp.corp.test Hello *** [***]'],
    ['250-mx.hoster.test at your service, [93.184.216.34]', '250-mx.hoster.test at your service, [***]'],
    [
      '250-mx.hoster.test Hello x5db8d822.cust.isp.test. (may be forged)',
      '250-mx.hoster.test Hello ***. (may be forged)',
    ],
    [
      '250-mx.hoster.test Hello ada.home.lan [IPv6:2001:db8::12], pleased',
      '250-mx.hoster.test Hello *** [IPv6:***], pleased',
    ],
    ['250 Hello adas-anschluss.münchen.isp.test', '250 Hello ***'],
    ['250-mx.hoster.test 34.216.184.93.dyn.isp.test', '250-mx.hoster.test ***'],
  ] as const;
  for (const [said, wanted] of greetings)
    it(`does not tell where somebody lives: ${said}`, () => {
      const lines = [
        'S 220 mx.hoster.test ESMTP ready',
        'C EHLO [127.0.0.1]',
        `S ${said}`,
        'S 250-SIZE 1000',
        'S 250 HELP',
      ];
      assert.deepEqual(shown(lines)[2], wanted);
      assert.deepEqual(shown(lines).slice(3), ['250-SIZE 1000', '250 HELP']);
      assert.equal(shown(lines)[0], '220 mx.hoster.test ESMTP ready');
    });

  it('does not tell it later either, after TLS and in a refusal', () => {
    const lines = [
      'S 220-smtp.corp.test ESMTP',
      'S 220 welcome',
      'C EHLO [127.0.0.1]',
      'S 250-smtp.corp.test Hello cable-a.isp.test',
      'S 250 STARTTLS',
      'C STARTTLS',
      'S 220 go',
      '- TLS',
      'C EHLO [127.0.0.1]',
      'S 250 smtp.corp.test Hello again, cable-b.isp.test',
      'C RCPT TO:<***@cable-a.isp.test>',
      'S 554 CABLE-A.isp.test and cable-b.isp.test are blocked by list.test',
    ];
    const text = shown(lines);
    assert.deepEqual([text[3], text[9]], ['250-smtp.corp.test Hello ***', '250 smtp.corp.test Hello again, ***']);
    assert.equal(text[10], 'RCPT TO:<***@cable-a.isp.test>');
    assert.equal(text[11], '554 *** and *** are blocked by list.test');
  });
});
