import assert from 'node:assert/strict';
import { beginnings } from '../../../src/model/beginnings';

describe('beginnings of a pattern', () => {
  const known: Readonly<Record<string, readonly string[]>> = {
    'gh[ps]_[A-Za-z0-9]{30}': ['ghp_', 'ghs_'],
    'gl(?:pat|dt)-[a-z]+': ['glpat-', 'gldt-'],
    'fig[do]r?_': ['fig'],
    'abc?d': [],
    'x{0,3}abc': [],
    '[0-9a-f]{32}-': [],
    'sk-ab+c': ['sk-ab'],
  };
  for (const [pattern, wanted] of Object.entries(known))
    it(`of ${pattern}`, () => assert.deepEqual(beginnings(pattern), wanted));
});
