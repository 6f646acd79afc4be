import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isInteractive } from '../../../../src/model/source/interactivePrograms';
import { lastCommand } from '../../../../src/model/source/shellCommand';
import { cpuTime } from '../../../support/cpuTime';

const manifest = JSON.parse(readFileSync(path.resolve(__dirname, '../../../../package.json'), 'utf8')) as {
  contributes: { configuration: { properties: Record<string, { default: readonly string[] }> } };
};
const usual = manifest.contributes.configuration.properties['mailWhenDone.interactivePrograms']?.default ?? [];

describe('isInteractive with the programs of package.json', () => {
  const interactive = [
    'vim',
    'vim a.txt',
    '/usr/bin/vim a.txt',
    'EDITOR=x A=b nano',
    'sudo vim /etc/hosts',
    'sudo -u root -E vim',
    'sudo -i',
    'sudo su -',
    'env -i A=1 less x',
    'time nohup command vim',
    'exec bash',
    'git log | less',
    'make 2>&1 | less -R',
    'make && vim log.txt',
    'cd /tmp; htop',
    '(cd /tmp && htop)',
    'bash',
    'bash -l',
    '/bin/zsh -i',
    'python',
    'python3',
    'python3.12 -i train.py',
    'node',
    'node --experimental-vm-modules',
    'ssh host',
    'ssh -p 2222 ada@host',
    'ssh -t host htop',
    'psql -h db app',
    'sqlite3 app.db',
    'tmux attach',
    'man ls',
    'docker exec -it web bash',
    'docker exec -t -i web bash',
    'docker run --rm -ti alpine',
    'docker compose exec web sh',
    'kubectl -n app exec -it pod -- sh',
    'git rebase -i HEAD~3',
    'git add -p',
    '"vim" "a file"',
    'vim `ls *.c`',
    'vim $(git ls-files | head -1)',
    'less < log.txt',
    '\\vim x',
    'sudoedit /etc/hosts',
    'sudo -e /etc/hosts',
    'sudo -u root -e /etc/hosts',
    'vimdiff a b',
    'sudo visudo',
    'crontab -e',
    'git commit',
    'git commit --amend',
    'git mergetool',
    'exec $SHELL',
    'exec "${SHELL}" -l',
    'newgrp docker',
    'timeout 5 vim',
    'timeout -k 1 5m htop',
    'direnv exec . vim',
    'git ls-files -m | xargs vim',
    '! vim x',
    '{ vim x; }',
    'docker-compose exec web bash',
    'docker run --rm -it -v /tmp:/tmp --name x alpine',
    'docker run --rm -it -e A=b alpine sh',
    'poetry shell',
    'nix-shell -p hello',
    'php -a',
    'rails console',
    'kubectl edit deploy/x',
    'claude',
    'claude "mend the build"',
    'codex',
    'aider src/a.ts',
    'gemini',
  ];
  for (const line of interactive) it(`includes ${line}`, () => assert.equal(isInteractive(line, usual), true));

  const working = [
    '',
    '# vim',
    'make # then vim',
    'make',
    'npm test',
    'vim a.txt; make',
    'git log | head',
    'cat x | grep vim',
    'echo "a | vim"',
    "echo 'x; vim'",
    'echo \\; vim',
    'grep vim x',
    './vimtest',
    'bash build.sh',
    'bash -c "sleep 5"',
    'bash -lc "make all"',
    'curl https://x | bash',
    'curl https://x | sudo bash',
    'bash < script',
    'bash <<EOF\nvim\nEOF',
    'python train.py',
    'python -m pytest',
    'python3.12 -u train.py --epochs 3',
    'node build.mjs',
    'node -e "1"',
    'node --test',
    'ssh host make all',
    'ssh -p 22 -o A=b host make -t',
    'psql -c "vacuum" app',
    'psql < dump.sql',
    'sqlite3 app.db "select 1"',
    'docker exec web make',
    'docker run --rm image',
    'docker build -t x .',
    'git push',
    'git commit -m "x"',
    'sudo apt-get install vim',
    'time make',
    'sudo',
    'make > less',
    'for i in 1 2; do  vim $i; done',
    'x="vim" make',
    'nvim --headless +PlugInstall +qall',
    'vim -es -c "%s/a/b/" -c wq x',
    'emacs --batch -l x.el',
    'gdb -batch -ex run ./a',
    'top -b -n1',
    'docker run --rm -it -v "$PWD":/w -w /w node:22 npm test',
    'docker compose exec web npm test',
    'docker exec -it web python manage.py migrate',
    'su -c make',
    'su ada -c make',
    'cmd /c make',
    'vim &',
    'git commit -am "x"',
    'git commit --amend --no-edit',
    'claude -p "mend the build"',
    'codex exec "mend the build"',
    'gemini -p x',
    'aider --message "mend the build"',
    'timeout 5 make',
    'direnv allow',
    '{ vim x; make; }',
    'xargs make',
  ];
  for (const line of working) it(`excludes ${line}`, () => assert.equal(isInteractive(line, usual), false));

  it('uses the list of the user', () => {
    assert.equal(isInteractive('vim', []), false);
    assert.equal(isInteractive('mytool --watch src', ['mytool --watch']), true);
    assert.equal(isInteractive('mytool src', ['mytool --watch']), false);
    assert.equal(isInteractive('mytool -w src', [' mytool  -w ']), true);
    assert.equal(isInteractive('mytool src', ['mytool -w', '']), false);
    assert.equal(isInteractive('C:\\tools\\MyTool.exe src', ['MyTool']), true);
  });

  it('takes no more time for odd lines', () => {
    const spent = cpuTime(() => {
      for (const odd of ['"', "'", '$(', '`', '\\', '(', '<(', '|', '$((('])
        assert.equal(isInteractive(odd.repeat(20_000), usual), false);
    });
    // A tenth of a second; quadratic code would take minutes.
    assert.ok(spent < 10_000, `${spent} ms`);
  });
});

describe('lastCommand', () => {
  const words = (line: string): string => lastCommand(line)?.words.join('|') ?? '';

  it('removes quotes, redirections and line continuations', () => {
    assert.equal(words(`a 'b c' "d \\"e" f\\ g`), 'a|b c|d "e|f g');
    assert.equal(words('make all 2>&1 >log.txt -k'), 'make|all|-k');
    assert.equal(words('make &>log'), 'make');
    assert.equal(words('make \\\n  all'), 'make|all');
    assert.equal(words('diff <(ls a) <(ls b)'), 'diff|<(ls a)|<(ls b)');
  });

  it('recognizes a command whose input is given', () => {
    assert.deepEqual(lastCommand('a | b'), { words: ['b'], hasInput: true, isBackground: false });
    assert.deepEqual(lastCommand('a | b; c &'), { words: ['c'], hasInput: false, isBackground: true });
    assert.deepEqual(lastCommand('a < b'), { words: ['a'], hasInput: true, isBackground: false });
  });
});
