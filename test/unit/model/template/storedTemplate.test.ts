import assert from 'node:assert/strict';
import { plainTemplate, plainTemplates } from '../../../../src/model/template/mailTemplate';
import { readTemplates, storedTemplates } from '../../../../src/model/template/storedTemplate';

describe('templates as settings.json is to hold them', () => {
  it('come back as they were, and defaults are left out', () => {
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

  it('keep unknown keys', () => {
    const now = { failure: { title: 'T', comment: 'mine' }, warning: { title: 'later' } };
    assert.deepEqual(storedTemplates(plainTemplates, now), {
      failure: { comment: 'mine' },
      warning: { title: 'later' },
    });
  });

  it('treat values of an unexpected form as missing', () => {
    for (const value of [undefined, null, 3, 'x', [], { success: 'x', failure: [1], stalled: null }])
      assert.deepEqual(readTemplates(value), plainTemplates);
    const odd = { success: { subject: 3, title: ['x'], body: { a: 1 }, language: 'de' } };
    assert.deepEqual(readTemplates(odd), plainTemplates);
  });
});
