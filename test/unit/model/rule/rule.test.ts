import assert from 'node:assert/strict';
import { compilePattern } from '../../../../src/model/rule/pattern';
import { muteRule } from '../../../../src/model/rule/rule';
import { aRun } from '../../../support/builders';

describe('muteRule', () => {
  it('matches a thing whose name was masked by the rest of the name', async () => {
    const { match } = muteRule(aRun({ name: 'deploy (eu) --token *** --with ***(GitHub)' }));
    const means = await compilePattern(match);
    assert.ok(means('deploy (eu) --token abc --with def'));
    assert.ok(!means('deploy (us) --token abc --with def'));
    assert.ok(!means('echo deploy (eu) --token abc --with def'));
  });

  it('matches exactly that name if nothing was masked', () => {
    assert.equal(muteRule(aRun({ name: 'build' })).match, 'build');
  });
});
