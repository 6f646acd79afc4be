import assert from 'node:assert/strict';
import { quietUntil, readQuietHours } from '../../../../src/model/rule/quietHours';

describe('quiet hours', () => {
  const at = (day: number, hours: number, minutes = 0): number => new Date(2026, 10, day, hours, minutes).getTime();
  const until = (typed: string, now: number): number | undefined => {
    const hours = readQuietHours(typed);
    return hours && quietUntil(hours, now);
  };

  it('may span midnight', () => {
    assert.equal(until('22:00-07:00', at(20, 23)), at(21, 7));
    assert.equal(until('22:00-07:00', at(21, 3)), at(21, 7));
    assert.equal(until('22:00-07:00', at(21, 7)), undefined);
    assert.equal(until('22:00-07:00', at(21, 21, 59)), undefined);
    assert.equal(until('22:00-07:00', at(21, 22)), at(22, 7));
  });

  it('may lie within a day', () => {
    assert.equal(until(' 9:30 – 12:00 ', at(20, 9, 30)), at(20, 12));
    assert.equal(until('9:30-12:00', at(20, 12)), undefined);
  });

  it('may be empty, and are explained if they are invalid', () => {
    assert.equal(readQuietHours(' '), undefined);
    for (const typed of ['22-7', '25:00-07:00', '22:00-07:61', '07:00-07:00', 'x'])
      assert.throws(() => readQuietHours(typed), /Write them as in: 22:00-07:00/, typed);
  });
});
