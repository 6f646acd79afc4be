import assert from 'node:assert/strict';
import { KnownSecrets } from '../../../../src/model/redaction/knownSecrets';
import { Redactor } from '../../../../src/model/redaction/redactor';

const redactor = new Redactor(new KnownSecrets());

/** The secret of each text stands between ⟦ and ⟧. */
const kinds: Record<string, readonly string[]> = {
  'labels in other languages': [
    'Passwort: ⟦Winter-2026-Garten⟧',
    'Kennwort: ⟦gelbeEnte77⟧',
    'Das Kennwort lautet: ⟦h3lloW0rld!⟧',
    'API-Schlüssel: ⟦9f8e7d6c5b4a39281706⟧',
    'Zugriffstoken = ⟦zt-81Hd72kkQpa9⟧',
    'Contraseña: ⟦perro-azul-42⟧',
    'contraseña = "⟦mi perro azul⟧"',
    'Clave de API: ⟦ak9d8f7g6h5j4k3l⟧',
    'Senha: ⟦gato.preto.9⟧',
    'senha do banco: ⟦gatopreto⟧',
    'Chave de API: ⟦c9d8e7f6a5b4c3d2⟧',
    'Password dell’utente: ⟦gattonero7⟧',
    'Chiave API: ⟦k1a2b3c4d5e6f7g8⟧',
    'Wachtwoord: ⟦fiets-op-zolder⟧',
    'wachtwoord voor root: ⟦Fiets1234⟧',
    'Hasło: ⟦zielony-kot-7⟧',
    'Klucz API: ⟦z9y8x7w6v5u4t3s2⟧',
    'Heslo: ⟦modryPes55⟧',
    'Пароль: ⟦синийкот9⟧',
    'Пароль администратора: ⟦Kot-sinij-5⟧',
    'ключ API: ⟦a1s2d3f4g5h6j7k8⟧',
    'токен доступа: ⟦tk-9a8s7d6f5g4h⟧',
    'パスワード: ⟦aoi-neko-8⟧',
    'パスワード：⟦aoineko88⟧',
    'データベースのパスワード：⟦Neko!2026⟧',
    'APIキー：⟦k8j7h6g5f4d3s2a1⟧',
    'アクセストークン: ⟦at-1q2w3e4r5t6y⟧',
    '密码: ⟦lan-mao-6⟧',
    '密码：⟦lanmao666⟧',
    '初始密码为：⟦Lm#2026xy⟧',
    'API 密钥：⟦q1w2e3r4t5y6u7i8⟧',
    '비밀번호: ⟦parangoyangi7⟧',
    '암호：⟦goyangi-9⟧',
    'API 키: ⟦p0o9i8u7y6t5r4e3⟧',
    'Şifre: ⟦mavi-kedi-3⟧',
    'Parola: ⟦pisica-albastra-1⟧',
    'Lösenord: ⟦blaKatt99⟧',
    'Adgangskode: ⟦blaaKat77⟧',
    'Passord: ⟦blaakatt66⟧',
    'Salasana: ⟦sininenKissa5⟧',
    'Jelszó: ⟦kekMacska4⟧',
    'Κωδικός πρόσβασης: ⟦ble-gata-2⟧',
    'Mật khẩu: ⟦meo-xanh-8⟧',
    'Kata sandi: ⟦kucing-biru-5⟧',
    'كلمة المرور: ⟦qitta-zarqa-9⟧',
    'סיסמה: ⟦hatul-kahol-4⟧',
    'Пароль для пользователя ada: ⟦gxR-44-mmP⟧',
    'mot de passe : ⟦chat bleu du jardin⟧',
    'Phrase secrète : ⟦le chat bleu dort bien⟧',
    'Code secret : ⟦83-kl-2291⟧',
    'Clé secrète : ⟦sk9d8f7g6h5j4k3l⟧',
  ],
  'values behind a name that only a variable has': [
    'MYSQL_ROOT_PASSWORD=⟦my-secret-pw⟧',
    'POSTGRES_PASSWORD=⟦mysecretpassword⟧',
    'JWT_SECRET=⟦my-super-long-jwt-secret⟧',
    'export DB_PASSWORD=⟦superpassword⟧',
    'docker run -e MYSQL_ROOT_PASSWORD=⟦my-secret-pw⟧ -d mysql',
    '"Env": ["POSTGRES_PASSWORD=⟦mysecretpassword⟧", "PATH=/usr/bin"]',
    '  - MARIADB_PASSWORD=⟦supersecretpass⟧',
    'set ADMIN_PASSWORD=⟦letmeinplease⟧',
  ],
  'values with blanks': [
    'password: ⟦abcd efgh ijkl mnop⟧',
    'App password: ⟦qwer tyui opas dfgh⟧',
    'passphrase: ⟦correct horse battery staple⟧',
    'SESSION_SECRET=⟦keyboard cat 99⟧',
    'DB_PASSWORD=⟦two words here⟧',
    'Password: ⟦purple monkey dishwasher⟧',
  ],
  sentences: [
    'Unseal Key 1: ⟦mF0gVq9fP2kX7Lr1Zs8Tn4Wc6Yb3Ud5h⟧',
    'SecretID: ⟦b3f1c2d4e5a6978800112233⟧',
    'PSK: ⟦blue-otter-runs⟧',
    'Signed in as admin with password ⟦Gn7-kk2-Pw⟧.',
    'Generated API token ⟦t8Kd72hQp0Zx5vBn⟧ for ci.',
    'Password for the [elastic] user (reset with `bin/elasticsearch-reset-password -u elastic`):\n  ⟦4fWl7sQ9x2ZpK0dN⟧',
    'Please use the following password to proceed to installation:\n\n⟦6d0c1e8f9a7b4c3d2e1f0a9b8c7d6e5f⟧\n',
    'Initial admin password: ⟦zQ4-tt9-Lm⟧',
    'Your temporary password is ⟦Xy7!pQ2z⟧',
    'Root password set to ⟦r00t-Gold⟧',
  ],
  'lists of arguments': [
    "['docker', 'login', '-u', 'ci', '-p', '⟦hGt67-kk⟧']",
    '["psql","--password","⟦gh7Kl2m9⟧"]',
    "subprocess.CalledProcessError: Command '['mysql', '-u', 'root', '-p⟦Xk29sPq⟧', 'app']' returned non-zero exit status 1.",
    "spawn: [ 'curl', '-u', 'ada:⟦pQ7xLm2⟧', 'https://example.com' ]",
    "args: ['--token', '⟦zz81Kdm2Pq⟧', '--verbose']",
  ],
  programs: [
    'cosign login -u ci -p ⟦hGt67kk2⟧ registry.example.com',
    'security unlock-keychain -p ⟦mac0sKey⟧ login.keychain',
    'dotnet nuget push a.nupkg -k ⟦oyKey12345⟧ -s https://nuget.example.com',
    'signtool sign /f cert.pfx /p ⟦pfx-Word1⟧ app.exe',
    'net use \\\\srv\\share ⟦P4ssw0rdX⟧ /user:ada',
    'gh secret set API --body ⟦abc123XYZ⟧',
    'gh secret set API --body "⟦two words 1⟧"',
    'rclone obscure ⟦Winter2026x⟧',
    'nmcli dev wifi connect home password ⟦blue-otter7⟧',
    "curl --user 'ada:⟦two words⟧' https://example.com",
    'curl -b "session=⟦a8s7d6f5g4h3⟧" https://example.com',
    "curl -H 'X-Api-Key: ⟦9s8d7f6g5h4j⟧' https://example.com",
  ],
  'what a program reads from its standard input': [
    'sudo -k -S -u nobody sleep 6 <<< "⟦myPassw0rd-sudo⟧"',
    "echo '⟦two words 7⟧' | sudo -S make install",
    "printf '%s\\n' '⟦x-Word-91⟧' | sudo -S make",
    'printf "%s" "⟦x-Word-91⟧" | docker login --password-stdin',
    'docker login -u ci --password-stdin <<< ⟦hGt67-kk2⟧',
    'gh auth login --with-token <<< ⟦tok91xyzab⟧',
    'wrangler secret put T <<< ⟦val-81-xy⟧',
    'gpg --batch --passphrase-fd 0 -d a.gpg <<< ⟦pass-91-xy⟧',
    'echo ⟦key-91-pass⟧ | ssh-add -',
    'su -c make <<< ⟦r00t-Word⟧',
    'read -r PASSWORD <<< ⟦x-Word-91⟧',
    'sudo -S make <<EOF\n⟦x-Word-91⟧\nEOF',
    'kinit ada < <(echo ⟦x-Word-91⟧)',
  ],
  structures: [
    '{"db_password":{"sensitive":true,"type":"string","value":"⟦pl4in-Word⟧"}}',
    '{\n  "db_password": {\n    "sensitive": true,\n    "type": "string",\n    "value": "⟦pl4in-Word⟧"\n  }\n}',
    '{"Parameter":{"Name":"/app/db","Type":"SecureString","Value":"⟦gr33n-tea⟧","Version":1}}',
    'kind: Secret\ndata:\n  config: ⟦eyJhdXRocyI6eyJhIjoiYiJ9fQ==⟧\n',
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  url: ⟦blue-otter-runs⟧\n',
    "password: [ '⟦gr33n-tea⟧' ]",
    '<key>Password</key>\n<string>⟦gr33n-tea⟧</string>',
    'Driver={SQL};Server=db;UID=sa;PWD={⟦gr33n;tea⟧};',
    "SET PASSWORD FOR 'ada'@'%' = PASSWORD('⟦gr33n-tea⟧');",
    "ALTER ROLE ada WITH PASSWORD '⟦don''t-tell⟧';",
    'Content-Disposition: form-data; name="password"\r\n\r\n⟦gr33n-tea⟧\r\n',
  ],
  tables: [
    'NAME          VALUE\nDB_PASSWORD   ⟦superpassword⟧\n',
    '| password | ⟦gr33n-tea⟧ |',
    '│ password │ ⟦blue-otter-runs⟧ │',
    '||  SecretAccessKey |  ⟦wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY⟧  ||',
    '+----------+\n| apiToken | ⟦zz81Kdm2Pq9x⟧ |\n+----------+',
  ],
  tokens: [
    'access_token$production$⟦x9s8d7f6g5h4j3k2$⟧1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d'
      .replace('⟦x9s8d7f6g5h4j3k2$⟧', '')
      .replace('access', '⟦access') + '⟧',
    '⟦lsv2_pt_0123456789abcdef0123456789abcdef_0123456789⟧',
    '⟦LTAI5tAbCdEfGhIjKlMnOpQr⟧',
    '⟦cmVmdGtuOjAxOjE3MDAwMDAwMDA6QWJDZEVmR2hJaktsTW5PcFFyU3RVdlduWHla⟧',
    '⟦CFPAT-aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789abcdefg⟧',
    '⟦dt0c01.ABCDEFGHIJKLMNOPQRSTUVWX.ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKL⟧',
    '⟦EZAK0123456789abcdef0123456789abcdefABCDEFGHIJKLMNOPQRSTUV⟧',
    '⟦aio_AbCd12345678EfGh90123456IjKl⟧',
    '⟦pnu_0123456789abcdefghijklmnopqrstuvwxyz⟧',
    '⟦tfp_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGh_aB⟧',
    '⟦api_org_AbCdEfGhIjKlMnOpQrStUvWxYz01234567⟧',
    'https://hooks.zapier.com/hooks/catch/⟦1234567/b8c7d6e⟧/',
    'https://maker.ifttt.com/trigger/done/with/key/⟦cN8sKd72hQp0Zx5vBn1rT⟧',
    '⟦tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2⟧',
    'X-Token: ⟦amzn.mws.4ea38b7b-f563-7709-4bae-87aea0c11223⟧',
    '⟦sk_0123456789abcdef0123456789abcdef0123456789abcdef⟧',
    '{"username":"ada","key":"⟦0123456789abcdef0123456789abcdef⟧"}',
  ],
  urls: [
    'https://b.s3.amazonaws.com/k?X-Amz-Signature=⟦0123456789abcdef0123456789abcdef0123456789abcdef⟧&x=1',
    'https://conda.anaconda.org/t/⟦ab-0a1b2c3d-4e5f-6a7b-8c9d-0e1f2a3b4c5d⟧/org',
    'https://app.example.com/cb?code=⟦4/0AbCdEfGhIjKlMnOpQrSt⟧&state=x',
    'https://api.example.com/x?oauth_verifier=⟦a8s7d6f5g4h3j2k1⟧',
    'postgres://app:⟦p@ss/w#rd⟧@db.example.com/app',
  ],
  cookies: ["set-cookie: [ 'sid=⟦s8d7f6g5h4j3⟧; Path=/' ]", '"Set-Cookie": ["sid=⟦s8d7f6g5h4j3⟧; HttpOnly"]'],
};

for (const [kind, texts] of Object.entries(kinds))
  describe(`secrets in ${kind}`, () => {
    for (const text of texts)
      it(text.replace(/\s+/g, ' ').slice(0, 90), () => {
        const [, before = '', secret = '', after = ''] = /^([^]*)⟦([^]*)⟧([^]*)$/.exec(text) ?? [];
        const left = redactor.redact(`start\n${before}${secret}${after}\nend`);
        for (const part of secret.split(/\s+/)) assert.ok(!left.includes(part), left);
        assert.match(left, /^start\n[^]*\*\*\*/);
      });
  });

describe('a known password', () => {
  const utf8 = (text: string): number[] => [...Buffer.from(text)];
  const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
  const forms: Record<string, (text: string) => string> = {
    'encoded for a URL twice': (text) => encodeURIComponent(encodeURIComponent(text)),
    'as decimal entities': (text) => Array.from(text).map((sign) => `&#${String(sign.charCodeAt(0))};`).join(''),
    'as hexadecimal entities': (text) => Array.from(text).map((sign) => `&#x${sign.charCodeAt(0).toString(16)};`).join(''),
    'as \\u escapes': (text) => Array.from(text).map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
    'as octal escapes': (text) => utf8(text).map((byte) => (byte < 128 ? String.fromCharCode(byte) : `\\${byte.toString(8)}`)).join(''),
    'as a list of bytes': (text) => `[${utf8(text).join(', ')}]`,
    'as Go prints bytes': (text) => `[${utf8(text).join(' ')}]`,
    'as hexadecimal bytes': (text) => utf8(text).map((byte) => `0x${hex(byte)}`).join(', '),
    'as xxd prints it': (text) => `00000000: ${utf8(text).map((byte, at) => hex(byte) + (at % 2 ? ' ' : '')).join('')} `,
    'in base64 twice': (text) => Buffer.from(Buffer.from(text).toString('base64')).toString('base64'),
    'in base64 twice, with its line end': (text) => Buffer.from(`${Buffer.from(`${text}\n`).toString('base64')}\n`).toString('base64'),
    'in quoted-printable': (text) => utf8(text).map((byte) => (byte < 127 && byte !== 61 ? String.fromCharCode(byte) : `=${hex(byte).toUpperCase()}`)).join(''),
    'with its accents apart': (text) => text.normalize('NFD'),
  }; // prettier-ignore
  const wanted = 'Gärten=9&Blüten-x7';
  const known = new Redactor(new KnownSecrets([{ username: '', password: wanted }]));
  for (const [form, written] of Object.entries(forms))
    it(`is masked ${form}`, () => {
      const text = written(wanted);
      const left = known.redact(`it is ${text} here`);
      for (let at = 0; at + 14 <= text.length; at++) assert.ok(!left.includes(text.slice(at, at + 14)), left);
    });
  it('is masked in base32', () => {
    assert.equal(known.redact('it is I7B2I4TUMVXD2OJGIJWMHPDUMVXC26BX======'), 'it is ***======');
  });
});

describe('what only looks like a secret', () => {
  const harmless = [
    'Passwort: falsch',
    'Contraseña: incorrecta',
    'Пароль: неверный',
    'password: must be at least 8 characters',
    'Password: please enter it again',
    'パスワード：必須',
    '密码：错误',
    'PASSWORD_FILE=/run/secrets/db',
    'TOKEN=$(cat token)',
    'The clave: una idea',
    'ключ: значение',
    'Schlüssel: Wert',
    'make sure that they have been sent with this name',
    'keyboard: english us layout',
    'token: unexpected identifier in line 12',
    'NAME          READY\nauth-service  Running\n',
    '| key | value |',
    "['docker', 'run', '-p', '8080:80', 'nginx']",
    'docker run -p 8080:80 nginx',
    'kind: ConfigMap\ndata:\n  mode: production\n',
    'https://example.com/docs?code=404',
    'exit code=137',
    'primary key: id, name',
    'author: Ada Lovelace and friends',
    'pass: 12 fail: 3',
    'PASS src/login.test.ts',
    'password reset mail sent to ada',
    'Secret santa list: Ada Bob Cid',
    'wc -l <<< hello-world-1',
    'cat <<EOF\nhello world 1\nEOF',
    'echo hello1 | grep sudo',
    'read -r LINE <<< some-text-1',
  ];
  for (const text of harmless)
    it(`stays: ${text.replace(/\s+/g, ' ')}`, () => assert.equal(redactor.redact(text), text));
});
