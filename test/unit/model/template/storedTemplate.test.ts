import assert from 'node:assert/strict';
import { plainTemplate, plainTemplates } from '../../../src/model/mailTemplate';
import { readTemplates, storedTemplates } from '../../../src/model/storedTemplate';

describe('templates as settings.json is to hold them', () => {
  it('come back as they were, and what is as usual is not there', () => {
    const templates = {
      success: { ...plainTemplate, subject: 'Well: {{name}}' },
      failure: plainTemplate,
      stalled: { subject: 'S', title: 'T', body: 'B\n\n{{facts}}', language: 'fr' as const },
    };
    const stored = storedTemplates(templates, {});
    assert.deepEqual(stored, { success: { subject: 'Well: {{name}}' }, stalled: templates.stalled });
    assert.deepEqual(readTemplates(stored), templates);
    assert.deepEqual(storedTemplates(plainTemplates, stored), {});
    assert.deepEqual(storedTemplates({ ...plainTemplates, success: { ...plainTemplate, title: ' \n' } }, {}), {});
  });

  it('keep what nobody here knows', () => {
    const now = { failure: { title: 'T', comment: 'mine' }, warning: { title: 'later' } };
    assert.deepEqual(storedTemplates(plainTemplates, now), {
      failure: { comment: 'mine' },
      warning: { title: 'later' },
    });
  });

  it('take what is not of the expected form as not there', () => {
    for (const value of [undefined, null, 3, 'x', [], { success: 'x', failure: [1], stalled: null }])
      assert.deepEqual(readTemplates(value), plainTemplates);
    const odd = { success: { subject: 3, title: ['x'], body: { a: 1 }, language: 'de' } };
    assert.deepEqual(readTemplates(odd), plainTemplates);
  });
});
