import assert from 'node:assert/strict';
import { setImmediate as soon } from 'node:timers/promises';
import { type GlobalValues, Storage } from '../../../../src/host/editor/storage';
import { FakeMemory } from '../../../support/fakeMemory';

/** Sends every write back with all keys as they were then, and does so before the write ends: as VS Code does. */
class EchoingMemory extends FakeMemory {
  readonly writes: string[] = [];

  override async update(name: string, value: unknown): Promise<void> {
    await super.update(name, value);
    this.writes.push(name);
    const sent = [...this.values];
    await soon();
    this.values.clear();
    for (const [key, one] of sent) this.values.set(key, one);
    await soon();
  }
}

describe('what all windows share', () => {
  let memory: EchoingMemory;
  let storage: Storage<GlobalValues>;

  beforeEach(() => {
    memory = new EchoingMemory();
    storage = new Storage(memory);
  });

  it('holds two things that are kept at the same moment: a mail is counted and its account is muted', async () => {
    const first = storage.set('mailsOfRules', { day: 'Tue Dec 01 2026', mails: 1 });
    const second = storage.set('mutedUntil', 7);
    assert.equal(storage.get('mutedUntil'), 7, 'at once');
    await first;
    assert.equal(storage.get('mutedUntil'), 7, 'meanwhile');
    await second;
    assert.deepEqual([...memory.values.keys()], ['mailsOfRules', 'mutedUntil']);
  });

  it('leaves out values that are old before they are written', async () => {
    await Promise.all([1, 2, 3, 1].map((until) => storage.set('mutedUntil', until)));
    assert.equal(memory.values.get('mutedUntil'), 1);
    assert.equal(memory.writes.length, 2, 'the first, and then the last');
  });

  it('forgets what is removed at once', async () => {
    await storage.set('mutedUntil', 1);
    const removal = storage.set('mutedUntil', undefined);
    assert.equal(storage.get('mutedUntil'), undefined);
    await removal;
    assert.equal(memory.get('mutedUntil'), undefined);
  });

  it('goes on after a write that failed, and has what is there', async () => {
    const update = memory.update.bind(memory);
    memory.update = () => Promise.reject(new Error('closing'));
    await assert.rejects(storage.set('mutedUntil', 1), /closing/);
    assert.equal(storage.get('mutedUntil'), undefined);
    memory.update = update;
    await storage.set('mutedUntil', 2);
    assert.equal(memory.values.get('mutedUntil'), 2);
  });
});
