import assert from 'node:assert/strict';
import { courseOf } from '../../../src/model/course';

describe('courseOf', () => {
  const past = { lastOutcome: 'failed', failures: 2, lastMail: '<a@b.c>' } as const;

  it('counts this run too, and knows how the one before went', () => {
    assert.deepEqual(courseOf({ outcome: 'failed' }, past), { previous: 'failed', failures: 3, lastMail: '<a@b.c>' });
    assert.deepEqual(courseOf({ outcome: 'done' }, past), { previous: 'failed', failures: 0, lastMail: '<a@b.c>' });
    assert.deepEqual(courseOf({ outcome: 'failed' }, { lastOutcome: undefined, failures: 0 }), { failures: 1 });
  });

  it('knows of a cycle only what that tells itself', () => {
    assert.deepEqual(courseOf({ outcome: 'done', cycle: 'fixed' }, { lastOutcome: 'done', failures: 0 }), {
      previous: 'failed',
      failures: 0,
    });
    assert.deepEqual(courseOf({ outcome: 'failed', cycle: 'broke' }, past), { failures: 1, lastMail: '<a@b.c>' });
  });
});
