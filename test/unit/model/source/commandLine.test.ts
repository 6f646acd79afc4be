import assert from 'node:assert/strict';
import { commandLine } from '../../../../src/model/source/commandLine';

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
