import type { Run } from './run';

/**
 * A run that never was, for whoever wants to see a mail before there was one. @param endedAt milliseconds since 1970
 */
export function sampleRun(endedAt: number): Run {
  return {
    id: 'sample',
    source: 'task',
    name: 'test',
    command: 'npm test',
    outcome: 'failed',
    exitCode: 1,
    startedAt: endedAt - 83_000,
    startKnown: true,
    endedAt,
    folder: '/home/ada/shop',
    workspace: 'shop',
    host: 'buildbox',
    output,
  };
}

const output = [
  '> shop@1.4.0 test',
  '> mocha',
  '',
  '  cart',
  '    \u001b[32m✔\u001b[0m adds an article',
  '    \u001b[32m✔\u001b[0m counts articles',
  '    \u001b[31m1) rounds the total\u001b[0m',
  '',
  '  2 passing (1m)',
  '  1 failing',
  '',
  '  1) cart',
  '       rounds the total:',
  '     AssertionError: expected 12.305 to equal 12.31',
  '      at Context.<anonymous> (test/cart.test.ts:42:28)',
  '',
].join('\r\n');
