import assert from 'node:assert/strict';
import { ChainTimeline } from '../../../support/chainTimeline';

const own = (label: string, dependsOn?: unknown) => ({ label, type: 'shell', command: label, dependsOn });
const compound = (label: string, dependsOn: unknown, dependsOrder?: string) => ({ label, dependsOn, dependsOrder });

describe('TaskChains', () => {
  const sequence = [own('first'), own('second'), compound('chain', ['first', 'second'], 'sequence')];
  const parallel = [own('left'), own('right'), compound('both', ['left', 'right'])];

  it('emits a task that is in no chain at once', () => {
    const line = new ChainTimeline(sequence);
    line.begin('other');
    line.end('other', 'failed', 3);
    assert.deepEqual(line.shown, ['other failed 3 0']);
    assert.deepEqual(line.details, [undefined]);
  });

  it('joins a sequence, with a line for each link and the output of the one that failed', () => {
    const line = new ChainTimeline(sequence);
    line.begin('first');
    assert.deepEqual(line.running, ['first first1']);
    line.wait(2000);
    line.end('first');
    line.wait(200);
    assert.deepEqual(line.shown, [], 'it may be part of the chain');
    line.begin('second');
    assert.deepEqual(line.running, ['chain first1']);
    line.wait(4000);
    line.end('second', 'failed', 3);
    assert.deepEqual(line.shown, ['chain failed 3 6200']);
    assert.deepEqual(line.details, [
      ['first: done (exit code 0) after 2.0s', 'second: failed (exit code 3) after 4.0s'],
    ]);
    assert.equal(line.ended[0]?.output, 'output of second');
    assert.equal(line.ended[0]?.id, 'first1', 'whoever asked for the link is told of the chain');
    assert.deepEqual(line.running, []);
    line.wait(100_000);
    assert.equal(line.ended.length, 1);
  });

  it('emits a task that was started alone a moment later', () => {
    const line = new ChainTimeline(sequence);
    line.begin('first');
    line.wait(5000);
    line.end('first');
    line.wait(1499);
    assert.deepEqual(line.shown, []);
    line.wait(1);
    assert.deepEqual(line.shown, ['first done 0 5000']);
    assert.deepEqual(line.details, [undefined]);
  });

  it('knows the end of a task while the next one of its chain may start, and that it goes on if it does', () => {
    const line = new ChainTimeline(sequence);
    line.begin('first');
    line.wait(2000);
    assert.deepEqual(line.ending, []);
    line.end('first');
    assert.deepEqual([line.ending, line.shown], [['first first1 done 0'], []]);
    line.begin('second');
    assert.deepEqual(line.ending, []);
    line.end('second', 'failed', 3);
    assert.deepEqual([line.ending, line.shown], [[], ['chain failed 3 2000']]);
  });

  it('knows no end of tasks that run at the same time before all of them are over', () => {
    const line = new ChainTimeline([...parallel, own('third'), compound('all', ['both', 'third'], 'sequence')]);
    line.begin('left');
    line.begin('right');
    line.end('left', 'failed', 2);
    assert.deepEqual(line.ending, []);
    line.end('right');
    assert.deepEqual([...line.ending, ...line.shown].length, 1);
  });

  it('emits the last link of a sequence at once if it was started alone', () => {
    const line = new ChainTimeline(sequence);
    line.begin('second');
    line.wait(50);
    line.end('second', 'failed', 3);
    assert.deepEqual(line.shown, ['second failed 3 50']);
  });

  it('does not join what starts too late, or again', () => {
    const line = new ChainTimeline(sequence);
    line.begin('first');
    line.end('first');
    line.wait(500);
    line.begin('first');
    line.wait(2000);
    line.end('first');
    line.wait(2000);
    line.begin('second');
    line.wait(10);
    line.end('second');
    assert.deepEqual(line.shown, ['first done 0 0', 'first done 0 2000', 'second done 0 10']);
  });

  it('joins what runs at the same time, and waits for the longest', () => {
    const line = new ChainTimeline(parallel);
    line.begin('left');
    line.wait(235);
    line.begin('right');
    assert.deepEqual(line.running, ['both left1']);
    line.wait(100);
    line.end('left', 'failed', 2);
    line.wait(9000);
    assert.deepEqual(line.shown, []);
    assert.deepEqual(line.running, ['both left1']);
    line.end('right');
    assert.deepEqual(line.shown, ['both failed 2 9335']);
    assert.equal(line.ended[0]?.output, 'output of left');
  });

  it('does not join one of two with a third that is started by hand later', () => {
    const line = new ChainTimeline(parallel);
    line.begin('left');
    line.wait(3000);
    line.begin('right');
    line.wait(10);
    line.end('left');
    assert.deepEqual(line.shown, ['left done 0 3010']);
    line.wait(3000);
    line.end('right');
    assert.deepEqual(line.shown, ['left done 0 3010', 'right done 0 3010']);
  });

  it('splits what cannot be a chain: one of three is not started', () => {
    const line = new ChainTimeline([own('a'), own('b'), own('c'), compound('all', ['a', 'b', 'c'])]);
    line.begin('a');
    line.begin('b');
    assert.deepEqual(line.running, ['all a1']);
    line.end('a');
    line.wait(2000);
    assert.deepEqual(line.shown, ['a done 0 0']);
    assert.deepEqual(line.running, ['b b2']);
    line.end('b', 'failed', 1);
    assert.deepEqual(line.shown, ['a done 0 0', 'b failed 1 2000']);
  });

  describe('a parent with a command of its own', () => {
    const tasks = [own('first'), own('parent', 'first')];

    it('ends the chain with its command and outcome', () => {
      const line = new ChainTimeline(tasks);
      line.begin('first');
      line.wait(100);
      line.end('first');
      line.begin('parent');
      line.wait(100);
      line.end('parent', 'failed', 9);
      assert.deepEqual(line.shown, ['parent failed 9 200']);
      assert.equal(line.ended[0]?.command, 'parent');
    });

    it('is reported as not run if its dependency failed, even if that was started directly', () => {
      const line = new ChainTimeline(tasks);
      line.begin('first');
      line.end('first', 'failed', 3);
      assert.deepEqual(line.shown, ['first failed 3 0']);
      assert.deepEqual(line.details, [['Not run, because it depends on this: parent']]);
    });

    it('is the chain if the editor lists it, and reported as skipped', () => {
      const line = new ChainTimeline(tasks);
      line.listed.push({ name: 'parent' });
      line.begin('first');
      assert.deepEqual(line.running, ['parent first1']);
      line.wait(1000);
      line.end('first', 'failed', 3);
      assert.deepEqual(line.shown, ['parent failed 3 1000']);
      assert.deepEqual(line.details, [
        ['first: failed (exit code 3) after 1.0s', 'parent: skipped, because first did not succeed'],
      ]);
    });

    it('is waited for as long as the editor waits if it lists it', () => {
      const line = new ChainTimeline(tasks);
      const root = { name: 'parent' };
      line.listed.push(root);
      line.begin('first');
      line.end('first');
      line.wait(20_000);
      assert.deepEqual(line.shown, []);
      line.chains.rootEnded(root);
      assert.deepEqual(line.shown, ['parent done 0 0']);
    });

    it('does not become the chain again if the editor lists it for ever', () => {
      const line = new ChainTimeline(tasks);
      line.listed.push({ name: 'parent' });
      for (let run = 0; run < 2; run += 1) {
        line.begin('first');
        line.end('first', 'failed', 3);
      }
      assert.deepEqual(line.shown, ['parent failed 3 0', 'first failed 3 0']);
    });

    it('can run alone, as the editor reruns it without its dependencies', () => {
      const line = new ChainTimeline(tasks);
      line.begin('parent');
      line.end('parent');
      assert.deepEqual(line.shown, ['parent done 0 0']);
      assert.deepEqual(line.details, [undefined]);
    });
  });

  it('stops the chain with a stopped link, and skips the links after it', () => {
    const line = new ChainTimeline([own('a'), own('b'), own('c'), compound('all', ['a', 'b', 'c'], 'sequence')]);
    line.begin('a');
    line.end('a');
    line.begin('b');
    line.end('b', 'stopped');
    assert.deepEqual(line.shown, ['all stopped undefined 0']);
    assert.deepEqual(line.details[0]?.slice(1), ['b: stopped after 0.0s', 'c: skipped, because b did not succeed']);
  });

  describe('chains in chains', () => {
    const tasks = [
      own('prepare'),
      own('one', 'prepare'),
      own('two', ['prepare']),
      own('everything', ['one', 'two']),
      compound('release', ['everything', 'publish'], 'sequence'),
      own('publish'),
    ];

    it('run a shared dependency once, as one run', () => {
      const line = new ChainTimeline(tasks);
      for (const step of [['prepare'], ['one', 'two'], ['everything'], ['publish']]) {
        for (const name of step) line.begin(name);
        line.wait(100);
        for (const name of step) line.end(name);
        line.wait(200);
      }
      assert.deepEqual(line.shown, ['release done 0 1000']);
      assert.equal(line.details[0]?.length, 5);
    });

    it('are named after the inner chain if the outer one does not go on', () => {
      const line = new ChainTimeline(tasks);
      line.begin('prepare');
      line.end('prepare');
      line.begin('one');
      line.wait(1600);
      line.end('one');
      line.wait(1600);
      assert.deepEqual(line.shown, ['one done 0 1600']);
      assert.equal(line.details[0]?.length, 2);
    });

    it('are named after the smallest chain if a failure leaves open which one it was, and list what did not run', () => {
      const line = new ChainTimeline([...parallel, own('after', 'both')]);
      line.begin('left');
      line.begin('right');
      line.end('left');
      line.end('right', 'failed', 2);
      assert.deepEqual(line.shown, ['both failed 2 0']);
      assert.equal(line.details[0]?.at(-1), 'Not run, because it depends on this: after');
    });
  });

  describe('background tasks', () => {
    const tasks = [own('watch'), own('serve', ['watch']), own('tests', ['watch', 'compile']), own('compile')];

    it('go on while the chain ends, and end on their own', () => {
      const line = new ChainTimeline(tasks);
      line.background.add('watch');
      line.begin('watch');
      line.wait(20_000);
      assert.deepEqual(line.running, ['watch watch1']);
      line.begin('serve');
      line.wait(1000);
      line.end('serve', 'failed', 1);
      assert.deepEqual(line.shown, ['serve failed 1 1000']);
      assert.deepEqual(line.details, [['watch: still goes on', 'serve: failed (exit code 1) after 1.0s']]);
      assert.deepEqual(line.running, ['watch watch1']);
      line.wait(1000);
      line.end('watch', 'stopped');
      assert.deepEqual(line.shown.slice(1), ['watch stopped undefined 22000']);
    });

    it('that were already running count for a later chain', () => {
      const line = new ChainTimeline(tasks);
      line.background.add('watch');
      line.begin('watch');
      line.wait(60_000);
      line.begin('compile');
      line.end('compile');
      line.wait(5000);
      assert.deepEqual(line.shown, [], 'the tests may wait for the watcher');
      line.begin('tests');
      line.end('tests');
      assert.deepEqual(line.shown, ['tests done 0 5000']);
    });

    it('defer no end for longer than a minute', () => {
      const line = new ChainTimeline(tasks);
      line.background.add('watch');
      line.begin('watch');
      line.begin('compile');
      line.end('compile');
      line.wait(60_001);
      assert.deepEqual(line.shown, ['compile done 0 0']);
      line.end('watch');
      assert.deepEqual(line.shown[1], 'watch done 0 60001');
    });
  });

  it('joins a link that was running before we watched with later ones', () => {
    const line = new ChainTimeline([...parallel, own('after', 'both')]);
    line.begin('right', false);
    line.wait(1000);
    line.end('right');
    line.begin('after');
    line.end('after');
    assert.deepEqual(line.shown, ['after done 0 1000']);
    assert.equal(line.ended[0]?.startKnown, false);
  });

  it('drops a link that never reports again', () => {
    const line = new ChainTimeline(parallel);
    line.begin('left');
    line.begin('right');
    line.end('left');
    line.wait(10_000);
    assert.deepEqual(line.shown, []);
    line.vanish('right');
    line.wait(2000);
    assert.deepEqual(line.shown, ['left done 0 0']);
  });

  it('emits the deferred runs when the window closes', () => {
    const line = new ChainTimeline([...sequence, ...parallel]);
    line.begin('first');
    line.end('first');
    line.begin('left');
    line.begin('right');
    line.end('left', 'failed', 1);
    line.chains.flush();
    assert.deepEqual(line.shown, ['first done 0 0', 'left failed 1 0']);
  });
});
