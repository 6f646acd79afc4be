import { composeRunMail } from '../../src/model/letter/compose';
import { composeDigest } from '../../src/model/letter/composeDigest';
import { composeSilenceMail } from '../../src/model/letter/compose';
import { composeTestMail } from '../../src/model/letter/composeTestMail';
import type { Decision } from '../../src/model/rule/decision';
import type { SuppressedRun } from '../../src/model/letter/suppressedRun';
import type { Letter } from '../../src/model/letter/message';
import { noReport, type Report } from '../../src/model/report/report';
import { noRuns } from '../../src/model/run/lastRuns';
import { contents, plainRule, type Content } from '../../src/model/rule/rule';
import type { Outcome, Run, Source } from '../../src/model/run/run';
import type { RunMail } from '../../src/model/letter/runMail';
import type { Silence } from '../../src/model/rule/silence';
import { anAccount } from './builders';
import { fullReport, hostileReport, longReport } from './sampleReports';

const startedAt = Date.UTC(2026, 10, 20, 10, 0, 0);
const endedAt = startedAt + 64_000;
const account = anAccount({ supportLink: 'https://example.com/help' });

/** A support link within a company, without encryption. */
export const plainSupport = 'http://help.example.com/mail';

/** A task that failed. */
const plainRun: Run = {
  id: 'run-1',
  source: 'task',
  name: 'test',
  command: 'npm test',
  outcome: 'failed',
  exitCode: 3,
  startedAt,
  startKnown: true,
  endedAt,
  folder: '/home/ada/my-app',
  workspace: 'my-app',
  host: 'buildbox',
};

/** The kinds of runs, and how they can end. */
const kinds: readonly { readonly source: Source; readonly run: Partial<Run>; readonly outcomes: readonly Outcome[] }[] =
  [
    { source: 'task', run: {}, outcomes: ['done', 'failed', 'stopped', 'ended', 'lost'] },
    {
      source: 'terminal',
      run: { name: 'cargo build --release', command: 'cargo build --release', exitCode: 101 },
      outcomes: ['done', 'failed', 'stopped', 'ended', 'lost'],
    },
    {
      source: 'debug',
      run: { name: 'Launch server', command: '', exitCode: 139 },
      outcomes: ['done', 'failed', 'stopped', 'ended'],
    },
    {
      source: 'notebook',
      run: { name: 'train.ipynb', command: '', exitCode: undefined },
      outcomes: ['done', 'failed', 'stopped'],
    },
    {
      source: 'test',
      run: { name: 'price.test.ts', command: '', exitCode: 1 },
      outcomes: ['done', 'failed', 'stopped'],
    },
  ];

function aDecision(content: Content = 'tail'): Decision {
  return { mail: true, why: 'rule', rule: { ...plainRule, name: 'Long ones', content } };
}

/** A mail about a run, with a plain report by default. */
export function aRunMail(change: Partial<Run> = {}, report: Report = plainReport, content?: Content): RunMail {
  return { run: { ...plainRun, ...change }, decision: aDecision(content), account, report };
}

const plainReport: Report = { ...noReport, user: 'ada', usual: 52_000, lastRuns: noRuns, rerun: 'npm test' };

/** Letters of every kind, by the name of their golden file, in the language that l10n is set to. */
export function sampleLetters(language: string): ReadonlyMap<string, Letter> {
  const letters = new Map<string, Letter>();
  const add = (name: string, mail: RunMail, heldBack: readonly SuppressedRun[] = []): void => {
    letters.set(name, composeRunMail(mail, { language, suppressed: heldBack }));
  };
  for (const { source, run, outcomes } of kinds)
    for (const outcome of outcomes)
      add(`${source}-${outcome}`, aRunMail({ source, ...run, ...ended(source, outcome, run) }));

  const fixed = {
    ...plainReport,
    lastRuns: { lastOutcome: 'failed', failures: 1, lastMail: '<run-0@example.com>' },
  } as const;
  add('fixed', aRunMail({ outcome: 'done', exitCode: 0 }, fixed));
  add('still-failing', aRunMail({}, { ...fullReport, lastRuns: { lastOutcome: 'failed', failures: 2 } }));
  add('disconnected', aRunMail({ outcome: 'ended', exitCode: undefined, disconnected: true, startKnown: false }));
  add('killed', aRunMail({ exitCode: 137 }));
  for (const content of contents) add(`level-${content}`, aRunMail({}, longReport, content));
  add(
    'full',
    aRunMail(
      {},
      { ...fullReport, summary: 'The tax is rounded before it is added. So 119.99 comes out instead of 120.' },
    ),
  );
  for (const withheld of ['notRedacted', 'notApproved'] as const)
    add(`withheld-${withheld}`, aRunMail({}, { ...plainReport, withheld }));
  add('asked', { ...aRunMail({ outcome: 'done', exitCode: 0 }), decision: { mail: true, why: 'asked' } });
  add('present', { ...aRunMail(), decision: { ...aDecision(), mail: false, why: 'present' } });
  add('watched', { ...aRunMail(), decision: { mail: true, why: 'watchedByWorkspace' } });
  for (const [name, change] of Object.entries(cycles)) add(name, aRunMail(change));
  add('chain', aRunMail({ name: 'release', command: 'npm test', details: chainLines }));
  add('several-lines', aRunMail({ source: 'terminal', name: loop, command: loop }, { ...plainReport, rerun: loop }));
  add('held-back', aRunMail(), heldBack);
  add('right-to-left', aRunMail({ name: 'بناء المشروع', folder: '/home/ada/مشروع', workspace: 'פרויקט' }));
  add('hostile', hostileMail);
  add('plain-support', { ...aRunMail(), account: anAccount({ supportLink: plainSupport }) });

  const several = [
    aRunMail({ name: 'lint', outcome: 'done', exitCode: 0 }),
    aRunMail({ name: 'test' }, fullReport),
    aRunMail({ name: 'deploy', outcome: 'ended', exitCode: undefined, workspace: 'my-site' }),
    aRunMail({ name: 'build', outcome: 'done', exitCode: 0 }, fixed),
  ];
  letters.set('digest', composeDigest(several, language, heldBack));
  const quiet = several.map(({ run, report }) => aRunMail(run, report, 'verdict'));
  letters.set('digest-verdict', composeDigest(quiet, language));
  letters.set(
    'digest-good',
    composeDigest(
      several.filter(({ run }) => run.outcome === 'done'),
      language,
    ),
  );
  for (const [name, silence] of Object.entries(silences))
    letters.set(name, composeSilenceMail(stalled(silence), { language }));
  letters.set('account-test', composeTestMail(account, [], endedAt, language));
  return letters;
}

/** A compiler in watch mode: it broke, and was fixed. */
const cycles: Readonly<Record<string, Partial<Run>>> = {
  'cycle-broke': {
    name: 'watch',
    command: 'tsc --watch',
    exitCode: undefined,
    cycle: 'broke',
    details: ['2 errors', "Cannot find name 'totl'."],
  },
  'cycle-fixed': { name: 'watch', command: 'tsc --watch', outcome: 'done', exitCode: undefined, cycle: 'fixed' },
};

const chainLines = [
  'build: done (exit code 0) after 12s',
  'test: failed (exit code 3) after 52s',
  'publish: skipped, because test did not succeed',
];

/** A command as typed. */
const loop = 'for f in *.log; do\n  grep "a    b" "$f"\ndone';

const heldBack: readonly SuppressedRun[] = [
  { id: 'held-1', name: 'nightly', outcome: 'failed', endedAt: startedAt - 3_600_000, why: 'muted' },
  { id: 'held-2', name: 'lint', outcome: 'done', endedAt: startedAt - 1_800_000, why: 'cap' },
];

const hostileMail = aRunMail(
  {
    name: `<script>alert(1)</script>\r\nBcc: eve@example.org\u0000\u202e\u001b[31m${'🎉"'.repeat(5_000)}`,
    command: `"a" & <b> $(reboot) ${'x'.repeat(10_000)}`,
    folder: `/x/${'"'.repeat(10_000)}`,
    workspace: '=?utf-8?q?a?= <iframe>',
    host: '\u2066\u2069</td></table>',
    details: Array.from({ length: 1_000 }, () => '"<&>'.repeat(1_000)),
  },
  hostileReport,
  'everything',
);

const silences: Readonly<Record<string, Silence>> = {
  'still-running': { kind: 'stillRunning' },
  slow: { kind: 'slow', usual: 52_000 },
  silent: { kind: 'noOutput', since: startedAt + 300_000 },
  waiting: { kind: 'waiting', question: 'Continue? [y/N]' },
};

function stalled(silence: Silence): Parameters<typeof composeSilenceMail>[0] {
  const { id, source, name, command, folder, startKnown, workspace, host } = plainRun;
  return {
    running: { id, source, name, command, folder, startedAt, startKnown },
    silence,
    rule: { ...plainRule, content: 'tail', silence: { ...plainRule.silence, stillRunning: 30 } },
    account,
    where: { workspace, host },
    now: startedAt + 1_800_000,
    report: { ...plainReport, output: { text: 'Downloading 3 packages\nContinue? [y/N] ', missing: 0 } },
  };
}

function ended(source: Source, outcome: Outcome, run: Partial<Run>): Partial<Run> {
  const hasCode = source === 'task' || source === 'terminal' || (source === 'debug' && outcome !== 'stopped');
  const code =
    outcome === 'failed' ? ('exitCode' in run ? run.exitCode : 3) : outcome === 'done' && hasCode ? 0 : undefined;
  const details =
    source === 'notebook' && outcome === 'failed'
      ? ['Cells run: 4 of 6 (1-4)', 'Cell 4: ValueError: shapes (3,) and (4,)']
      : undefined;
  return { outcome, exitCode: code, ...(details === undefined ? {} : { details }) };
}
