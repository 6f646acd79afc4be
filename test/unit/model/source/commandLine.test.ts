import assert from 'node:assert/strict';
import { commandLine, withoutHistoryTime } from '../../../../src/model/source/commandLine';

describe('commandLine', () => {
  it('leaves a whole line as it is', () => {
    assert.equal(commandLine('make && make test > "out file"', []), 'make && make test > "out file"');
  });

  it('quotes the words that need it', () => {
    assert.equal(commandLine('npm', ['run', 'my script', '']), "npm run 'my script' ''");
    assert.equal(commandLine('/opt/my tools/cc', ['a.c']), "'/opt/my tools/cc' a.c");
    assert.equal(commandLine('echo', ["it's here"]), `echo 'it'\\''s here'`);
  });

  it('leaves words that bring their own quotes, and variables', () => {
    assert.equal(
      commandLine('echo', ['"a b"', "'c d'", '${workspaceFolder}/x']),
      `echo "a b" 'c d' \${workspaceFolder}/x`,
    );
  });

  it('quotes as the author of the task asks', () => {
    const value = 'a "b" c';
    assert.equal(commandLine('echo', [{ value, quoting: 'strong' }]), `echo 'a "b" c'`);
    assert.equal(commandLine('echo', [{ value, quoting: 'weak' }]), `echo "a \\"b\\" c"`);
    assert.equal(commandLine('echo', [{ value, quoting: 'escape' }]), `echo a\\ \\"b\\"\\ c`);
    assert.equal(commandLine({ value: 'my tool', quoting: 'strong' }, []), `'my tool'`);
  });
});

describe('a line of a shell whose history has times (HISTTIMEFORMAT)', () => {
  const at = new Date(2026, 10, 30, 18, 51, 9).getTime();
  const times = [
    '2026-11-30 18:51:09 ',
    '2026-11-30 18:51:08 ',
    '30/11/26 18:51:09 ',
    '30.11.2026 18:51 ',
    '18:51:10 ',
    '[2026-11-30 18:51:09] ',
    '2026-11-30T18:51:09+0100 ',
    'Nov 30 18:51:09 ',
    'Mon 30 Nov 2026 06:51:09 PM CET ',
    'lun. 30 nov. 2026 18:51:09 CET ',
    '06:51 pm  ',
  ];
  for (const time of times)
    it(`is called by its command: ${time}make`, () => {
      assert.equal(withoutHistoryTime(`${time}make test`, at), 'make test');
    });
  for (const line of ['make test', '12:00:00 make', '18:20 make', '2026-11-29 make', '7z a x.7z', './18:51:09 x'])
    it(`keeps what is no time of its start: ${line}`, () => assert.equal(withoutHistoryTime(line, at), line));
});
