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
    secret.push(
      ...['client_secret.json', 'client_secret_42-abc.apps.googleusercontent.com.json', 'client-secrets.json'],
      ...[
        'prod.tfvars.json',
        'prod.auto.tfvars',
        'terraform.tfstate',
        'terraform.tfstate.backup',
        'auth.json',
        '.s3cfg',
      ],
      ...[
        'terraform.tfstate.1700000000.backup',
        '.boto',
        '.terraformrc',
        'terraform.rc',
        '.terraform.d/x.json',
        'pip.conf',
      ],
      ...[
        'NuGet.Config',
        '.curlrc',
        '.msmtprc',
        '.condarc',
        '.mylogin.cnf',
        'rclone.conf',
        '.databrickscfg',
        '.oci/config',
      ],
      ...[
        'application_default_credentials.json',
        'acme-firebase-adminsdk-x1-0a.json',
        'service_account.json',
        '.htpasswd',
      ],
      ...[
        'google-credentials.json',
        'app.secrets.yaml',
        'db_secret.yml',
        'token.json',
        'passwords.csv',
        'local.settings.json',
      ],
      ...['.dockerconfigjson', 'trust.truststore', 'vault.kdb', 'login.keychain-db', '_netrc', '.netrc', '.yarnrc.yml'],
      ...['settings-security.xml', 'id_ed25519_sk', 'a.age', 'azure.publishsettings', '.password-store/mail/ada.txt'],
    );
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
      ...[
        'client_secret.ts',
        'src/clientSecrets.py',
        'auth.ts',
        'auth.service.json.ts',
        'boto.py',
        'passwd.c',
        'shadow-dom.ts',
      ],
      ...[
        'tfvars.go',
        'main.tf',
        'package.json',
        'appsettings.json',
        'terraform/main.tf.json',
        'tokenizer.json',
        'vault.ts',
      ],
      ...['secretary.json', 'credentialsView.tsx', 'keychain.swift', 'age.ts', 'composer.json', 'curl.c', 'token.go'],
    ])
      assert.ok(!isSecretFile(path), path);
  });
});
