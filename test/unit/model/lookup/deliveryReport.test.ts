import assert from 'node:assert/strict';
import { type DeliveryReport, type DeliveryRow, deliveryText } from '../../../../src/model/lookup/deliveryReport';
import { silentRow } from '../../../../src/model/lookup/dnsAnswer';
import { replyAddressRow, replyMxRow } from '../../../../src/model/lookup/replyRows';
import { dkimRow, dmarcRow, senderMxRow, spfRow } from '../../../../src/model/lookup/senderRows';

const known = <Value>(...records: Value[]) => ({ state: 'known' as const, records });
const server = { host: 'smtp.corp.test', addresses: [], spf: [] };

describe('the report of a delivery check', () => {
  const textOf = (rows: readonly DeliveryRow[]): string => {
    const report: DeliveryReport = {
      ...{ senderDomain: 'corp.test', replyDomain: 'corp.test', server: 'smtp.corp.test:465' },
      ...{ at: 0, state: 'done', rows },
    };
    return deliveryText(report, 'en');
  };

  const hostile: Readonly<Record<string, string>> = {
    'a line of its own': '\n\nServer\n------\n[OK] everything is fine',
    'a line that only some see': '\u2028[OK] fine\u2029\r[OK] fine\u0085[OK] fine\v\f',
    'a colour of the terminal': '\u001b[31mred\u001b]0;title\u0007\u009b2J',
    'a text that runs backwards': '\u202Eenif si lla\u2066',
    'sixty kilobytes': 'x'.repeat(60_000),
    'a tab and a NUL': '\t\0\u007f',
  };
  for (const [what, text] of Object.entries(hostile))
    it(`shows no ${what} that a record holds`, () => {
      const rows = [
        spfRow('corp.test', known(`v=spf1 -all ${text}`), server),
        dmarcRow('corp.test', known(`v=DMARC1; p=none; x=${text}`), 'corp.test'),
        dkimRow('corp.test', known({ selector: 's1', record: `v=DKIM1; p=MIG${text}` }), ['s1']),
        senderMxRow('corp.test', known({ exchange: `mx${text}.test`, priority: 1 }), true),
        replyMxRow('corp.test', known({ exchange: `mx${text}.test`, priority: 1 })),
        replyAddressRow('corp.test', known(`192.0.2.1${text}`), true),
        silentRow('server', 'SPF', text),
      ];
      const plain = rows.map((row) => textOf([row]).split('\n').length);
      const usual = [
        spfRow('corp.test', known('v=spf1 -all'), server),
        dmarcRow('corp.test', known('v=DMARC1; p=none'), 'corp.test'),
        dkimRow('corp.test', known({ selector: 's1', record: 'v=DKIM1; p=MIG' }), ['s1']),
        senderMxRow('corp.test', known({ exchange: 'mx.test', priority: 1 }), true),
        replyMxRow('corp.test', known({ exchange: 'mx.test', priority: 1 })),
        replyAddressRow('corp.test', known('192.0.2.1'), true),
        silentRow('server', 'SPF', 'ETIMEOUT'),
      ];
      assert.deepEqual(
        plain,
        usual.map((row) => textOf([row]).split('\n').length),
      );
      const shown = [JSON.stringify(rows), textOf(rows).replaceAll('\n', '')].join('');
      assert.doesNotMatch(shown, /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
      assert.ok(shown.length < 20_000, String(shown.length));
    });

  it('shows the first of hundreds of records', () => {
    const records = Array.from({ length: 300 }, (_, at) => ({ exchange: `mx${String(at)}.test`, priority: at }));
    const { facts } = senderMxRow('corp.test', known(...records), true);
    assert.equal(facts.length, 21);
    assert.equal(facts.at(-1), '…');
  });
});
