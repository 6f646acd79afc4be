import assert from 'node:assert/strict';
import { errorBlock } from '../../../../src/model/letter/codeBlocks';
import { redactedReport } from '../../../../src/model/report/redactedReport';
import { KnownSecrets } from '../../../../src/model/redaction/knownSecrets';
import { Redactor } from '../../../../src/model/redaction/redactor';
import { noReport } from '../../../../src/model/report/report';
import { isSecretFile } from '../../../../src/model/redaction/secretNames';
import { sourceLines } from '../../../../src/model/report/report';
import { fakeValues } from '../../../corpus/fakeValues';
import { seededRandom } from '../../../support/seededRandom';

describe('sourceLines', () => {
  const text = 'one\ntwo\r\nthree\nfour';
  const shown = (line: number): string =>
    sourceLines(text, line)
      .map((one) => `${one.number} ${one.text}`)
      .join(', ');

  it('gives the line with its neighbours', () => {
    assert.equal(shown(3), '2 two, 3 three, 4 four');
    assert.equal(shown(1), '1 one, 2 two');
    assert.equal(shown(4), '3 three, 4 four');
    assert.equal(shown(5), '');
  });

  it('cuts text that no mail shows, but no secret that begins in the visible part', async () => {
    assert.equal(sourceLines('x'.repeat(100_000), 1)[0]?.text.length, 4_000);
    const token = fakeValues['github']!(seededRandom(3));
    const lines = sourceLines(`${'/ '.repeat(90)}${token}`, 1);
    const redactor = new Redactor(new KnownSecrets());
    const report = await redactedReport({ ...noReport, firstError: { message: '', lines } }, (text, options) =>
      Promise.resolve(redactor.redact(text, options)),
    );
    const shown = JSON.stringify(errorBlock(report));
    assert.ok(shown.includes('***(GitHub)') && !shown.includes(token.slice(0, 8)), shown);
  });
});

describe('isSecretFile', () => {
  it('recognizes files with secrets by their names', () => {
    const secret = [
      '.env',
      '.env.local',
      'prod.env',
      '.npmrc',
      'server.key',
      'a.pem',
      '.ssh/config',
      'id_rsa',
      'id_ed25519.pub',
    ];
    for (const path of [...secret, 'credentials', 'secrets.yaml', 'secret/a.ts', '.git/config', 'prod.tfvars'])
      for (const whole of [path, `/src/${path}`, `C:\\src\\${path.replaceAll('/', '\\')}`])
        assert.ok(isSecretFile(whole), whole);
  });

  it('does not include sources', () => {
    for (const path of [
      'src/keyboard.ts',
      'environment.py',
      'src/secretary.ts',
      'a/monkey.go',
      'env.d.ts',
      'src/tokens.rs',
    ])
      assert.ok(!isSecretFile(path), path);
  });
});
