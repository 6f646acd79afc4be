import { type Account, defaultSenderName, emptyDraft } from '../account/account';
import type { Report } from '../report/report';
import { plainRule } from '../rule/rule';
import { noRuns } from '../run/lastRuns';
import type { Run } from '../run/run';
import type { RunMail, StalledMail } from './runMail';

const minute = 60_000;

/** The made-up thing that samples are about. */
const sample = {
  id: 'sample',
  source: 'task',
  name: 'test',
  command: 'npm test',
  folder: '/home/ada/my-app',
  startKnown: true,
} as const;
const where = { workspace: 'my-app', host: 'buildbox' };

/**
 * A made-up run, for a mail that is shown before anything has ended.
 * @param endedAt milliseconds since 1970
 */
export function sampleRun(endedAt: number, hasFailed = true): Run {
  return {
    ...sample,
    ...where,
    outcome: hasFailed ? 'failed' : 'done',
    exitCode: hasFailed ? 1 : 0,
    startedAt: endedAt - 2 * minute,
    endedAt,
    output: outputOf(hasFailed),
  };
}

/**
 * A made-up mail, for the template of a kind that has no real mail yet.
 * @param now milliseconds since 1970
 */
export function sampleMail(hasFailed: boolean, account: Account, now: number): RunMail {
  return {
    run: { ...sampleRun(now, hasFailed), details: ['npm test'] },
    account,
    decision: { mail: true, why: 'rule', rule: { ...plainRule, content: 'everything' } },
    report: sampleReport(hasFailed),
  };
}

/** The same for a run that is still going on. */
export function sampleStalled(account: Account, now: number): StalledMail {
  return {
    running: { ...sample, startedAt: now - 30 * minute },
    silence: { kind: 'slow', usual: 8 * minute },
    rule: { ...plainRule, content: 'everything', silence: { ...plainRule.silence, slowerThanUsual: true } },
    account,
    where,
    now,
    report: { ...sampleReport(false), usual: 8 * minute },
  };
}

/** The account of a sample while no account is complete: it has only what a mail shows. */
export const sampleAccount: Account = {
  ...emptyDraft(''),
  email: 'you@example.com',
  provider: 'sandbox',
  host: 'smtp.example.com',
  port: 465,
  authentication: false,
  senderName: defaultSenderName,
  fromAddress: 'you@example.com',
  recipients: ['you@example.com'],
};

function sampleReport(hasFailed: boolean): Report {
  return {
    user: 'ada',
    remote: '',
    usual: 2 * minute,
    lastRuns: { ...noRuns, lastOutcome: 'done' },
    git: {
      branch: 'main',
      commit: '3f2a91c',
      subject: 'Show the tax in the cart',
      changedFiles: 2,
      sinceGood: { count: 1, commits: [{ id: '3f2a91c', subject: 'Show the tax in the cart' }] },
    },
    problems: { errors: hasFailed ? 1 : 0, warnings: 2, change: { errors: hasFailed ? 1 : 0, warnings: 0 } },
    output: { text: outputOf(hasFailed), missing: 0 },
    rerun: 'npm test',
    ...(hasFailed
      ? {
          firstError: {
            message: 'AssertionError: expected 12.305 to equal 12.31',
            place: { path: 'test/cart.test.ts', line: 42, column: 28 },
            lines: [
              { number: 41, text: "  it('rounds the total', () => {" },
              { number: 42, text: '    expect(total([12.305])).to.equal(12.31);' },
              { number: 43, text: '  });' },
            ],
          },
        }
      : {}),
  };
}

function outputOf(hasFailed: boolean): string {
  return [
    '> my-app@1.4.0 test',
    '> mocha',
    '',
    '  cart',
    '    \u001b[32m✔\u001b[0m adds an article',
    '    \u001b[32m✔\u001b[0m counts articles',
    ...(hasFailed ? ['    \u001b[31m1) rounds the total\u001b[0m'] : ['    \u001b[32m✔\u001b[0m rounds the total']),
    '',
    `  ${hasFailed ? 2 : 3} passing (2m)`,
    ...(hasFailed ? failure : []),
    '',
  ].join('\r\n');
}

const failure = [
  '  1 failing',
  '',
  '  1) cart',
  '       rounds the total:',
  '     AssertionError: expected 12.305 to equal 12.31',
  '      at Context.<anonymous> (test/cart.test.ts:42:28)',
];
