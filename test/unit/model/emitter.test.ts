import assert from 'node:assert/strict';
import { Emitter } from '../../../src/model/emitter';

describe('Emitter', () => {
  it('calls each listener in the order of subscription before it returns', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    emitter.event((value) => heard.push(`one ${value}`));
    emitter.event((value) => heard.push(`two ${value}`));
    emitter.fire(1);
    assert.deepEqual(heard, ['one 1', 'two 1']);
  });

  it('calls a listener as often as it subscribed, and not after it unsubscribed', () => {
    const emitter = new Emitter<string>();
    const heard: string[] = [];
    const listener = (value: string) => heard.push(value);
    const first = emitter.event(listener);
    const second = emitter.event(listener);
    emitter.fire('both');
    first.dispose();
    first.dispose();
    emitter.fire('second');
    assert.equal(emitter.isHeard, true);
    second.dispose();
    emitter.fire('none');
    assert.equal(emitter.isHeard, false);
    assert.deepEqual(heard, ['both', 'both', 'second']);
  });

  it('calls the other listeners even if one throws, and passes on the error', () => {
    const errors: unknown[] = [];
    const emitter = new Emitter<string>((error) => errors.push(error));
    const heard: string[] = [];
    const broken = new Error('broken');
    emitter.event(() => {
      throw broken;
    });
    emitter.event((value) => heard.push(value));
    emitter.fire('it');
    assert.deepEqual(heard, ['it']);
    assert.deepEqual(errors, [broken]);
  });

  it('calls the listeners from when it fired, even if they subscribe and unsubscribe meanwhile', () => {
    const emitter = new Emitter();
    const heard: string[] = [];
    const once = emitter.event(() => {
      once.dispose();
      heard.push('once');
      emitter.event(() => heard.push('late'));
    });
    emitter.event(() => heard.push('other'));
    emitter.fire();
    assert.deepEqual(heard, ['once', 'other']);
    emitter.fire();
    assert.deepEqual(heard, ['once', 'other', 'other', 'late']);
  });

  it('calls no listener after it is disposed', () => {
    const emitter = new Emitter();
    let count = 0;
    emitter.event(() => count++);
    emitter.dispose();
    emitter.fire();
    assert.equal(count, 0);
  });
});
