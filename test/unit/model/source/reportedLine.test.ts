import assert from 'node:assert/strict';
import { continuedLine, isCut, isInteractiveRun } from '../../../../src/model/source/reportedLine';

const programs = ['vim', 'less', 'bash', 'python', 'ipython'];
const seenBy = (shell: string, last: string) => ({ shell, name: '', last });

describe('the line that a shell reports', () => {
  describe('of an interactive program', () => {
    const table: readonly [line: string, shell: string, last: string, isInteractive: boolean][] = [
      ['vim notes', 'bash', 'vim notes', true],
      ['sudo vim /etc/hosts', 'bash', 'sudo vim /etc/hosts', true],
      ['make | less', 'bash', 'less', true],
      ['ipython', 'bash', '/usr/bin/python3 /usr/bin/ipython', true],
      ['bash', 'bash', 'bash', true],
      // Over before anybody looked, or nothing to be read.
      ['vim notes', 'bash', '', true],
      // A part only of `vim --version > /dev/null; make`.
      ['vim --version > /dev/null', 'bash', 'make', false],
      ['less log', 'bash', 'sh -c make', false],
      // Other shells report all that was typed.
      ['vim notes', 'zsh', 'editor', true],
      ['make', 'bash', 'vim notes', false],
    ];
    for (const [line, shell, last, expected] of table)
      it(`${line}, while ${shell} runs ${last || 'something'}: ${expected ? 'is' : 'is not'} interactive`, () => {
        assert.equal(isInteractiveRun(line, seenBy(shell, last), programs), expected);
      });

    it('is what was seen, where none is reported', () => {
      assert.equal(isInteractiveRun('', seenBy('bash', 'vim notes'), programs), true);
      assert.equal(isInteractiveRun('', seenBy('sh', 'bash -c make'), programs), false);
    });

    it('is believed where nothing can be seen', () => {
      assert.equal(isInteractiveRun('vim x', undefined, programs), true);
    });
  });

  describe('of a whole block, or of a list', () => {
    for (const [line, last] of [
      ['cd sub', 'sh -c "exit 6"'],
      ['for i in 1 2', 'sleep 1'],
      ['export API_TOKEN=x', 'make'],
      ['[ -e x ]', 'make'],
      ['A=1', 'make'],
      ['cd a && cd b; echo x', 'make'],
      ['vim --version > /dev/null', 'sleep 1.2'],
    ] as const) {
      it(`is a part only, if it starts nothing and something runs: ${line}`, () => {
        assert.equal(isCut(line, seenBy('bash', last), programs), true);
      });
      it(`is whole in a shell that reports all: ${line}`, () => {
        assert.equal(isCut(line, seenBy('zsh', last), programs), false);
        assert.equal(isCut(line, seenBy('bash', ''), programs), false);
        assert.equal(isCut(line, undefined, programs), false);
      });
    }

    for (const [line, last] of [
      ['./gradlew build', 'java -jar gradle-wrapper.jar'],
      ['cd a && make', 'make'],
      ['for i in 1 2; do make; done', 'make'],
      ['gs', 'git status'],
      ['echo x | less', 'less'],
      ['vim x', 'vim x'],
      ['(cd a; make)', 'make'],
    ] as const)
      it(`is whole, as far as can be seen: ${line}`, () => {
        assert.equal(isCut(line, seenBy('bash', last), programs), false);
      });
  });

  describe('of a job that is continued', () => {
    for (const [line, output, job] of [
      ['fg', 'sleep 31 | sleep 32\r\n', 'sleep 31 | sleep 32'],
      ['fg %1', 'sh -c "sleep 3; exit 5"\r\nhello', 'sh -c "sleep 3; exit 5"'],
      ['%2', 'make\t(wd: ~/app)\r\n', 'make'],
      ['%', 'make  (wd: ~/app)\r\n', 'make'],
      ['fg', '[1]  + continued  sleep 31 | sleep 32\r\n', 'sleep 31 | sleep 32'],
      ['fg', '[2]  - continued  make (all)\r\nx', 'make (all)'],
      [
        'fg',
        '\u001b[?2004l\u001b]0;fg /workspace\u0007\u001b[30m\u001b(B\u001b[m\rSend job 1 (sh -c "exit") to foreground\r\n',
        'sh -c "exit"',
      ],
      ['fg', 'Send job 1, “sleep 31” to foreground\r\n', 'sleep 31'],
      ['fg', '', undefined],
      ['fgrep x', 'y\r\n', undefined],
      ['make fg', 'y\r\n', undefined],
    ] as const)
      it(`is what the shell says first: ${line}, ${JSON.stringify(output)}`, () => {
        assert.equal(continuedLine(line, output), job);
      });
  });
});
