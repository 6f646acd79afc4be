import assert from 'node:assert/strict';
import { replyText } from '../../../../src/mail/smtp/replyText';

/** One character per byte, as a reply comes. */
function bytes(hex: string): string {
  return Buffer.from(hex, 'hex').toString('latin1');
}

const gbk = 'cab9d3c3cadac8a8c2ebb5c7c2bc';
const gbkTraditional = 'd588cab9d3c3cada99e0b461b5c7e49b';
const big5 = 'bdd0a8cfa5ceb1c2c576bd58b56ea44a';
const shiftJis = '83708358838f815b836882aa88e182a282dc82b7';
const eucJp = 'a5d1a5b9a5efa1bca5c9a4acb0e3a4a4a4dea4b9';
const koi8 = 'cec5d7c5d2ced9ca20d0c1d2cfccd8';
const windows1251 = 'ede5e2e5f0edfbe920efe0f0eeebfc';

describe('the text of a reply', () => {
  const cases: readonly (readonly [host: string, hex: string, text: string])[] = [
    ['smtp.qq.com', gbk, '使用授权码登录'],
    ['smtp.163.com', gbk, '使用授权码登录'],
    ['smtp.exmail.sina.cn', gbk, '使用授权码登录'],
    // 126 says it as one word among ASCII.
    ['smtp.126.com', 'c3dcc2eb', '密码'],
    // Of a server that nobody knows, by what its bytes look like.
    ['mail.example.com', gbk, '使用授权码登录'],
    ['smtp.mail.ru', koi8, 'неверный пароль'],
    ['smtp.rambler.ru', windows1251, 'неверный пароль'],
    ['mail.example.com', koi8, 'неверный пароль'],
    ['mail.example.com', windows1251, 'неверный пароль'],
    ['smtp.ukr.net', windows1251, 'неверный пароль'],
    ['smtp.naver.com', 'bef7bcf6bef8b4c2', '업수없는'],
    ['poczta.example.pl', '6e696570726177696436b36f7765', 'niepraw' + 'id6łowe'],
    // Latin-1: letters alone among those of ASCII, two at the most.
    ['smtp.orange.fr', '7265667573e9', 'refusé'],
    ['mail.example.de', '756e67fc6c7469672c20676765fc', 'ungültig, ggeü'],
    ['mail.example.com', '4d61f06e7265e7fc7520e0', 'Maðnreçüu à'],
    ['mail.example.fr', '63726ee965206ee9e9', 'crnée néé'],
    // UTF-8, wherever it comes from.
    ['smtp.qq.com', '7265667573c3a9', 'refusé'],
    ['smtp.mail.ru', 'd0bfd0b0d180d0bed0bbd18c', 'пароль'],
    ['mail.example.com', 'e4b8ade69687', '中文'],
    // Characters whose second byte is one of ASCII.
    ['smtp.qq.com', gbkTraditional, '請使用授權碼登錄'],
    ['smtp.163.com', `${gbkTraditional}20687474703a2f2f782f`, '請使用授權碼登錄 http://x/'],
    ['msa.hinet.net', big5, '請使用授權碼登入'],
    ['mail.example.com.hk', `${big5}20687474703a2f2f782f`, '請使用授權碼登入 http://x/'],
    ['mail.example.co.jp', shiftJis, 'パスワードが違います'],
    ['mail.example.ne.jp', eucJp, 'パスワードが違います'],
    ['mail.example.com', eucJp, 'パスワードが違います'],
    // Not of the charset of its country after all.
    ['smtp.qq.com', '7265667573e9', 'refusé'],
    ['smtp.163.com', 'ff', 'ÿ'],
    ['mail.example.com', '6f6b', 'ok'],
    ['mail.example.com', '', ''],
  ];
  for (const [host, hex, text] of cases) {
    it(`${host}: ${text}`, () => assert.equal(replyText(`535 Error: ${bytes(hex)}`, host), `535 Error: ${text}`));
  }

  it('loses no ASCII, so that a secret that is repeated is found in it', () => {
    const secret = 'Aq9~|{Zb';
    const hosts = ['smtp.qq.com', 'smtp.mail.ru', 'smtp.naver.com', 'mail.example.pl', 'mail.example.com'];
    for (const host of [...hosts, 'mail.example.jp', 'mail.example.tw']) {
      for (let byte = 0x80; byte <= 0xff; byte++) {
        for (const before of [[byte], [byte, byte], [byte, 0xa1, byte], [0xb0, 0xa1, 0xb0, 0xa1, byte]]) {
          const said = `535 ${String.fromCharCode(...before)}${secret} no`;
          assert.ok(replyText(said, host).includes(`${secret} no`), `${host} ${before.join(' ')}`);
        }
      }
    }
  });
});
