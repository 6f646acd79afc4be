import assert from 'node:assert/strict';
import { PrintedOutput } from '../../../../src/model/output/printedOutput';

describe('PrintedOutput', () => {
  it('knows when the last output was printed, and asks for the time once for many chunks', () => {
    let [now, asked] = [0, 0];
    const later: (() => void)[] = [];
    const clock = { now: () => (asked++, now) };
    const output = new PrintedOutput(clock, 5, (work) => void later.push(work));
    assert.deepEqual(output.printed(), { text: '', missing: 0, at: 5 });
    now = 10;
    for (let chunk = 0; chunk < 100; chunk++) output.append('x');
    assert.equal(asked, 0);
    for (const work of later.splice(0)) work();
    assert.equal(asked, 1);
    now = 20;
    assert.deepEqual(output.printed(), { text: 'x'.repeat(100), missing: 0, at: 10 });
    output.append('y');
    assert.equal(output.printed().at, 20, 'looked at before its turn has come');
    now = 30;
    for (const work of later.splice(0)) work();
    assert.equal(output.printed().at, 20);
  });
});
