import assert from 'node:assert/strict';
import { inputValues, inputValuesIn, secretInputs } from '../../../../src/model/source/inputValues';

const secret = new Set(['pw', 'other']);

describe('values of secret inputs', () => {
  /** What is written, what was run, and what was typed. */
  const cases: readonly (readonly [written: string, run: string, ...typed: string[]])[] = [
    ['sh login.sh --password ${input:pw} 3', 'sh login.sh --password Kx83hfQz 3', 'Kx83hfQz'],
    ['sh login.sh --password "${input:pw}" 3', 'sh login.sh --password Kx83hfQz 3', 'Kx83hfQz'],
    ['sh login.sh --password "${input:pw}" 3', '/bin/bash -c sh login.sh --password "Kx83 hfQz" 3', 'Kx83 hfQz'],
    ["login '${input:pw}'", " *  Executing task: login 'correct horse' ", 'correct horse'],
    ['${input:pw}', 'Kx83hfQz', 'Kx83hfQz'],
    ['-p${input:pw} -u${input:user} ${input:other}', 'x -pa.b*c -uada d(e', 'a.b*c', 'd(e'],
    ['cd ${workspaceFolder} && login ${input:pw}', 'cd /home/ada && login Kx83hfQz', 'Kx83hfQz'],
    ['login ${input:user}', 'login ada'],
    ['login ${input:pw}', 'something else'],
    ['login', 'login'],
  ];
  for (const [written, run, ...typed] of cases)
    it(`are found where ${written} was run as ${run}`, () =>
      assert.deepEqual(inputValues(written, run, secret), typed));

  it('are found in the environment and in nested configurations', () => {
    const written = { name: 'x', env: { A: '${input:pw}', B: 'b' }, args: ['-p', '${input:other}'], port: 1 };
    const run = { name: 'x', env: { A: 'one two', B: 'b' }, args: ['-p', 'three'], port: 1 };
    assert.deepEqual(inputValuesIn(written, run, secret), ['one two', 'three']);
    assert.deepEqual(inputValuesIn(written, undefined, secret), []);
  });

  it('are those of inputs that are hidden', () => {
    const inputs = [{ id: 'pw', type: 'promptString', password: true }, { id: 'user', type: 'promptString' }, null, 1];
    assert.deepEqual(secretInputs(inputs), ['pw']);
    for (const none of [undefined, null, {}, 'x']) assert.deepEqual(secretInputs(none), []);
  });
});
