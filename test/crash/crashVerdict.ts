import assert from 'node:assert/strict';
import type { Message } from '../../src/model/letter/message';
import type { CrashReport } from './crashRun';

/**
 * What the outbox promises, checked against what the server got. Answers it in numbers.
 * @param frozen the message of that id as it was given to the outbox
 */
export function crashVerdict(report: CrashReport, frozen: (id: string) => Message | undefined): string {
  const { kills, accepted, arrivals, entries, complaints, setAside, receipts } = report;
  assert.deepEqual([...complaints], []);
  assert.deepEqual([...setAside], []);
  const times = new Map<string, number>();
  for (const { id, messageId, body } of arrivals) {
    const expected = frozen(id);
    assert.ok(expected !== undefined, `${id} arrived and was never in the outbox`);
    assert.equal(body, Buffer.from(expected.raw).toString('latin1'), `${id} arrived damaged`);
    assert.equal(messageId, expected.messageId);
    times.set(id, (times.get(id) ?? 0) + 1);
  }
  const lost = [...accepted].filter((id) => !times.has(id) && entries.get(id)?.state !== 'dead');
  assert.deepEqual(lost, [], 'accepted and lost');
  const gone = [...accepted].filter((id) => !entries.has(id));
  assert.deepEqual(gone, [], 'accepted and no longer on the disk');
  const settled = [...entries.values()].filter(({ state }) => state === 'sent' || state === 'dead');
  assert.equal(settled.length, entries.size, 'every message is settled');
  const unsent = settled.filter(({ state, id }) => state === 'sent' && !times.has(id));
  assert.deepEqual(unsent, [], 'called sent and never arrived');
  const dead = settled.filter(({ state }) => state === 'dead');
  assert.deepEqual(
    dead.filter(({ repeats }) => repeats === 0),
    [],
    'given up without having been in doubt twice',
  );
  const twice = [...times].filter(([, count]) => count > 1).map(([id]) => id);
  const wrong = twice.filter((id) => (times.get(id) ?? 0) > 2 || entries.get(id)?.repeats !== 1);
  assert.deepEqual(wrong, [], 'arrived more often than once without doubt, or twice with it');
  const dropped = arrivals.filter(({ isAnswered }) => !isAnswered).length;
  return [
    `${kills} kills`,
    `${accepted.size} accepted`,
    `${times.size} arrived`,
    `${twice.length} of them twice`,
    `${dropped} times no answer`,
    ...(receipts === undefined ? [] : [`${receipts} receipts of backlogs`]),
    `${dead.length} told as in doubt (${dead.filter(({ id }) => !times.has(id)).length} never arrived)`,
  ].join(', ');
}
