import assert from 'node:assert/strict';
import { readDmarc } from '../../../../src/model/lookup/senderRows';
import { dkimRow, dmarcRow, senderMxRow, spfRow } from '../../../../src/model/lookup/senderRows';
import { readSpf } from '../../../../src/model/lookup/senderRows';

const known = <Value>(...records: Value[]) => ({ state: 'known' as const, records });
const server = { host: 'smtp.gmail.com', addresses: ['192.0.2.7'], spf: ['_spf.google.com'] };

describe('SPF', () => {
  const cases: readonly [record: string, verdict: string, sentence: RegExp][] = [
    ['v=spf1 include:_spf.google.com ~all', 'ok', /seems to cover smtp\.gmail\.com/],
    ['V=SPF1 INCLUDE:_SPF.GOOGLE.COM -ALL', 'ok', /seems to cover/],
    ['v=spf1 ip4:192.0.2.7/32 -all', 'ok', /seems to cover/],
    ['v=spf1 a:out.gmail.com -all', 'ok', /seems to cover/],
    ['v=spf1 redirect=_spf.google.com', 'ok', /seems to cover/],
    ['v=spf1 include:_spf.google.com', 'warning', /says nothing of all others/],
    ['v=spf1 include:spf.hoster.test -all', 'warning', /cannot be told/],
    ['v=spf1 include:spf.hoster.test ~all', 'unknown', /cannot be told/],
    ['v=spf1 -include:_spf.google.com ~all', 'unknown', /cannot be told/],
    ['v=spf1 include:_spf.google.com all', 'problem', /allows every sender/],
    [`v=spf1 ${'include:a.test '.repeat(11)}-all`, 'problem', /needs 11 look-ups/],
    ['v=spf10 -all', 'warning', /has no SPF record/],
  ];
  for (const [record, verdict, sentence] of cases) {
    it(`${record.slice(0, 60)} is ${verdict}`, () => {
      const row = spfRow('corp.test', known(record), server);
      assert.equal(row.verdict, verdict);
      assert.match(row.sentence, sentence);
      assert.equal(row.advice === '', verdict === 'ok');
    });
  }

  it('reads terms without a value as the domain’s own', () => {
    assert.deepEqual(readSpf('v=spf1 a mx/24 mx:mail.other.test/24 ?all', 'corp.test'), {
      all: 'neutral',
      redirect: undefined,
      names: ['corp.test', 'corp.test', 'mail.other.test'],
      networks: [],
      lookups: 3,
    });
  });
});

describe('DMARC', () => {
  it('has policy and reports, with spaces and in any order of tags', () => {
    assert.deepEqual(readDmarc('v=DMARC1; rua = mailto:a@b.test ; P=Quarantine;', false), {
      policy: 'quarantine',
      hasReports: true,
    });
  });

  it('is missing, duplicate or there', () => {
    assert.equal(dmarcRow('corp.test', known<string>(), 'corp.test').verdict, 'warning');
    assert.equal(dmarcRow('corp.test', known('v=DMARC1; p=none', 'v=DMARC1; p=none'), 'corp.test').verdict, 'problem');
    assert.equal(dmarcRow('corp.test', known('v=DMARC1; p=none'), 'corp.test').verdict, 'ok');
  });
});

describe('DKIM', () => {
  it('counts keys, not other texts and not revoked keys', () => {
    const record = (text: string) => known({ selector: 's1', record: text });
    assert.equal(dkimRow('corp.test', record('v=DKIM1; p=MIG'), ['s1']).verdict, 'ok');
    assert.equal(dkimRow('corp.test', record('k=rsa; p=MIG'), ['s1']).verdict, 'ok');
    assert.equal(dkimRow('corp.test', record('v=DKIM1; p='), ['s1']).verdict, 'unknown');
    assert.equal(dkimRow('corp.test', record('v=spf1 -all'), ['s1']).verdict, 'unknown');
  });
});

describe('MX', () => {
  it('is a problem if there is no record at all, a warning if an address stands in', () => {
    assert.equal(senderMxRow('corp.test', known(), false).verdict, 'problem');
    assert.equal(senderMxRow('corp.test', known(), true).verdict, 'warning');
    assert.equal(senderMxRow('corp.test', known(), undefined).verdict, 'warning');
  });
});
