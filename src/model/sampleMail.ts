import { defaultSenderName, emptyDraft, type Account } from './account';
import type { Report } from './report';
import { plainRule } from './rule';
import type { Run } from './run';
import type { RunMail } from './runMail';
import type { StalledMail } from './stalledMail';

const minute = 60_000;

/** What a mail is shown with where nothing of its kind has ended yet. @param now in milliseconds since 1970 */
export function sampleMail(hasFailed: boolean, account: Account, now: number): RunMail {
  const run: Run = {
    id: 'sample',
    source: 'task',
    name: 'test',
    command: 'npm test',
    outcome: hasFailed ? 'failed' : 'done',
    exitCode: hasFailed ? 1 : 0,
    startedAt: now - 2 * minute,
    startKnown: true,
    endedAt: now,
    folder: '/home/ada/my-app',
    workspace: 'my-app',
    host: 'buildbox',
    details: ['npm test'],
  };
  return {
    run,
    account,
    decision: { mail: true, why: 'rule', rule: { ...plainRule, content: 'everything' } },
    report: sampleReport(hasFailed),
  };
}

/** The same of something that goes on. */
export function sampleStalled(account: Account, now: number): StalledMail {
  return {
    running: {
      id: 'sample',
      source: 'task',
      name: 'test',
      command: 'npm test',
      folder: '/home/ada/my-app',
      startedAt: now - 30 * minute,
      startKnown: true,
    },
    silence: { kind: 'slow', usual: 8 * minute },
    rule: { ...plainRule, content: 'everything', silence: { ...plainRule.silence, slowerThanUsual: true } },
    account,
    where: { workspace: 'my-app', host: 'buildbox' },
    now,
    report: { ...sampleReport(false), usual: 8 * minute },
  };
}

/** As long as no account is complete: nothing in it but what a mail shows. */
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
  const output = hasFailed
    ? 'src/parse.ts(12,7): error TS2322: Type "string" is not assignable to type "number".\n1 failing\n'
    : '128 passing (12s)\n';
  return {
    user: 'ada',
    remote: '',
    usual: 2 * minute,
    course: { previous: 'done', failures: hasFailed ? 1 : 0 },
    git: {
      branch: 'main',
      commit: '3f2a91c',
      subject: 'Read numbers with a comma too',
      changedFiles: 2,
      sinceGood: { count: 1, commits: [{ id: '3f2a91c', subject: 'Read numbers with a comma too' }] },
    },
    problems: { errors: hasFailed ? 1 : 0, warnings: 2, change: { errors: hasFailed ? 1 : 0, warnings: 0 } },
    output: { text: output, missing: 0 },
    rerun: 'npm test',
    ...(hasFailed
      ? {
          firstError: {
            message: 'Type "string" is not assignable to type "number".',
            place: { path: 'src/parse.ts', line: 12, column: 7 },
            lines: [
              { number: 11, text: 'function parse(text: string): number {' },
              { number: 12, text: '  const value: number = text;' },
              { number: 13, text: '  return value;' },
            ],
          },
        }
      : {}),
  };
}
