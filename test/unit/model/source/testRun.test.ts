import assert from 'node:assert/strict';
import {
  testChoices,
  testChoiceWords,
  testsEnded,
  testsRunning,
  type TestFacts,
} from '../../../../src/model/source/testRun';

describe('a test run', () => {
  const facts: TestFacts = {
    choice: 'file',
    document: 'file:///src/my%20sum.test.ts',
    folder: '/src',
    workspace: 'app',
    host: 'box',
  };

  it('is named after the chosen tests', () => {
    assert.deepEqual(
      testChoices.map((choice) => testChoiceWords(choice, undefined)),
      ['All tests', 'Tests of the current file', 'Failed tests again', 'Last test run again'],
    );
    assert.equal(testChoiceWords('file', facts.document), 'Tests of my sum.test.ts');
    assert.equal(testChoiceWords('file', 'file:///src/100%.ts'), 'Tests of 100%.ts');
  });

  it('is known only to have ended', () => {
    const run = testsEnded(testsRunning('id', facts, 1_000), facts, 61_000);
    assert.deepEqual(run, {
      id: 'id',
      source: 'test',
      name: 'Tests of my sum.test.ts',
      command: '',
      outcome: 'ended',
      exitCode: undefined,
      startedAt: 1_000,
      startKnown: true,
      endedAt: 61_000,
      folder: '/src',
      workspace: 'app',
      host: 'box',
      details: ['The editor does not tell extensions how tests went: look at its Testing view.'],
      place: { document: 'file:///src/my%20sum.test.ts' },
    });
  });
});
