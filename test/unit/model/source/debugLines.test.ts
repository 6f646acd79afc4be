import assert from 'node:assert/strict';
import { DebugLines } from '../../../../src/model/source/debugLines';

describe('DebugLines', () => {
  let lines: DebugLines;
  const asks = (session: string, now: number, args: unknown = ['python', '/opt/debugpy/launcher', '/my app/a.py']) =>
    lines.fromAdapter(session, { type: 'request', command: 'runInTerminal', arguments: { args } }, now);
  const gets = (session: string, shellProcessId: unknown) =>
    lines.toAdapter(session, { type: 'response', command: 'runInTerminal', body: { shellProcessId } });
  const line = "python /opt/debugpy/launcher '/my app/a.py'";

  beforeEach(() => (lines = new DebugLines()));

  it('recognize a debugger’s line every time, and no later line of its terminal', () => {
    asks('a', 1_000);
    gets('a', 7);
    assert.equal(lines.has(7, line, 3_000), true);
    assert.equal(lines.has(7, line, 3_000), true);
    assert.equal(lines.has(7, line, 9_000), false);
  });

  it('do not match a line in another terminal, one that began before or much later, or another line', () => {
    asks('a', 1_000);
    assert.equal(lines.has(7, line, 2_000), false, 'there is no terminal yet');
    gets('a', 7);
    for (const [terminal, text, at] of [
      [8, line, 2_000],
      [undefined, line, 2_000],
      [7, line, 999],
      [7, line, 62_000],
      [7, 'python other.py', 2_000],
    ] as const)
      assert.equal(lines.has(terminal, text, at), false, `${terminal} ${text} ${at}`);
    assert.equal(lines.has(7, line, 2_000), true);
  });

  it('recognize the lines of several sessions, and of one that is launched again', () => {
    asks('a', 1_000);
    asks('b', 1_100);
    gets('b', 8);
    gets('a', 7);
    assert.deepEqual([lines.has(8, line, 1_500), lines.has(7, line, 1_500)], [true, true]);
    asks('a', 5_000);
    gets('a', 7);
    assert.equal(lines.has(7, line, 5_500), true);
  });

  it('compare words without a shell’s quoting, and tolerate odd lines', () => {
    asks('a', 1_000, ['/my app/a.py']);
    gets('a', 7);
    assert.equal(lines.has(7, '/my\\ app/a.py', 1_500), true);
    asks('b', 1_000, 'odd');
    gets('b', '8');
    gets('nobody', 8);
    assert.equal(lines.has(8, line, 1_500), false);
    gets('b', 8);
    assert.equal(lines.has(8, line, 1_500), true);
  });
});
