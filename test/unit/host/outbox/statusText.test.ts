import assert from 'node:assert/strict';
import { statusText } from '../../../../src/host/outbox/statusText';
import type { Validity } from '../../../../src/model/account/validity';
import type { Snapshot } from '../../../../src/outbox/courier/snapshot';
import { aFailure } from '../../../support/builders';

const quiet: Snapshot = {
  counts: { queued: 0, sending: 0, inDoubt: 0, parked: 0, dead: 0, sent: 0 },
  groups: { waiting: 0, sending: 0, inDoubt: 0, parked: 0, dead: 0, sent: 0 },
  isLoaded: true,
  holds: [],
  slots: [],
  isOffline: false,
  trouble: undefined,
  folder: '',
  unsaved: 0,
};
const groups = (change: Partial<Snapshot['groups']>): Snapshot => ({
  ...quiet,
  groups: { ...quiet.groups, ...change },
});
const failing: Validity = { state: 'failing', at: 0, reason: 'x', failure: aFailure({ cause: 'passwordRefused' }) };

describe('the item in the status bar', () => {
  it('says nothing of being incomplete, in no colour, before the password was read at the start', () => {
    for (const on of [true, false]) {
      const { text, mark } = statusText(undefined, on, quiet);
      assert.doesNotMatch(text, /incomplete|warning/);
      assert.equal(mark, undefined);
    }
  });

  it('says of mails what it knows even before the password was read', () => {
    assert.equal(statusText(undefined, true, groups({ waiting: 2 })).text, '$(mail) Mail $(clock) 2');
    assert.equal(statusText(undefined, true, groups({ sending: 1 })).text, '$(sync~spin) Mail: sending');
  });

  it('says how valid the account is, in a colour where something is wrong', () => {
    const shown = (validity: Validity, on = true): unknown[] => Object.values(statusText(validity, on, quiet));
    assert.deepEqual(shown({ state: 'incomplete', problems: [] }), ['$(warning) Mail: incomplete', 'warning']);
    assert.deepEqual(shown({ state: 'ready' }), ['$(mail) Mail: ready', undefined]);
    assert.deepEqual(shown({ state: 'verified', at: 0 }), ['$(verified) Mail: verified', undefined]);
    assert.deepEqual(shown(failing), ['$(error) Mail: failing', 'error']);
    assert.deepEqual(shown({ state: 'ready' }, false), ['$(bell-slash) Mail: off', undefined]);
    assert.deepEqual(shown(failing, false), ['$(error) Mail: failing', 'error']);
  });

  it('counts what waits, is parked and was not sent', () => {
    const snapshot = { ...groups({ waiting: 1, inDoubt: 1, parked: 3, dead: 4 }), unsaved: 2 };
    assert.equal(
      statusText({ state: 'ready' }, true, snapshot).text,
      '$(mail) Mail: ready $(clock) 4 $(debug-pause) 3 $(error) 4',
    );
  });
});
