import assert from 'node:assert/strict';
import { compilePattern } from '../../../src/model/pattern';
import { muteRule } from '../../../src/model/muteRule';
import { aRun } from '../../support/builders';

describe('muteRule', () => {
  it('means a thing whose name was masked by what is left of it', async () => {
    const { match } = muteRule(aRun({ name: 'deploy (eu) --token *** --with ***(GitHub)' }));
    const means = await compilePattern(match);
    assert.ok(means('deploy (eu) --token abc --with def'));
    assert.ok(!means('deploy (us) --token abc --with def'));
    assert.ok(!means('echo deploy (eu) --token abc --with def'));
  });

  it('means just that name where nothing was masked', () => {
    assert.equal(muteRule(aRun({ name: 'build' })).match, 'build');
  });
});
