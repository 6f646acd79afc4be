import { colouredOutput } from '../../src/model/output/renderedOutput';
import { noReport, type Report } from '../../src/model/report/report';
import { renderedOutput } from '../../src/model/output/renderedOutput';

const esc = '\u001b[';

/** What `npm test` with vitest prints, in colours. */
const testOutput = [
  `> my-app@1.4.0 test`,
  `> vitest run`,
  ``,
  `${esc}1m${esc}46m RUN ${esc}49m${esc}22m ${esc}36mv3.2.4 ${esc}39m${esc}90m/home/ada/my-app${esc}39m`,
  ``,
  ` ${esc}32m✓${esc}39m src/cart.test.ts ${esc}2m(${esc}22m${esc}2m12 tests${esc}22m${esc}2m)${esc}22m${esc}32m 8${esc}2mms${esc}22m${esc}39m`,
  ` ${esc}31m❯${esc}39m src/price.test.ts ${esc}2m(${esc}22m${esc}2m4 tests${esc}22m ${esc}2m|${esc}22m ${esc}31m1 failed${esc}39m${esc}2m)${esc}22m`,
  `   ${esc}31m✗${esc}39m adds the tax ${esc}33m14${esc}2mms${esc}22m${esc}39m`,
  ``,
  `${esc}31m${esc}1m${esc}7m FAIL ${esc}27m${esc}22m${esc}39m src/price.test.ts > adds the tax`,
  `${esc}31m${esc}1mAssertionError${esc}22m: expected 119.99 to be 120${esc}39m`,
  `${esc}36m ${esc}2m❯${esc}22m src/price.test.ts:${esc}2m18:27${esc}22m${esc}39m`,
  ``,
  `${esc}2m Test Files ${esc}22m ${esc}1m${esc}31m1 failed${esc}39m${esc}22m${esc}2m | ${esc}22m${esc}1m${esc}32m1 passed${esc}39m${esc}22m${esc}90m (2)${esc}39m`,
  `${esc}2m      Tests ${esc}22m ${esc}1m${esc}31m1 failed${esc}39m${esc}22m${esc}2m | ${esc}22m${esc}1m${esc}32m15 passed${esc}39m${esc}22m${esc}90m (16)${esc}39m`,
  ``,
].join('\r\n');

/** A report with everything that can be known. */
export const fullReport: Report = {
  user: 'ada',
  remote: 'ssh-remote',
  usual: 52_000,
  lastRuns: { lastOutcome: 'done', failures: 0, lastMail: '<run-0@example.com>' },
  tests: { passed: 120, failed: 3, skipped: 2 },
  firstError: {
    message: 'AssertionError: expected 119.99 to be 120',
    place: {
      path: 'src/price.test.ts',
      line: 18,
      column: 27,
      link: 'https://vscode.dev/redirect?url=vscode%3A%2F%2Ffile%2Fhome%2Fada%2Fmy-app%2Fsrc%2Fprice.test.ts%3A18%3A27',
    },
    lines: [
      { number: 17, text: "  it('adds the tax', () => {" },
      { number: 18, text: '    expect(withTax(100, 0.2)).toBe(120);' },
      { number: 19, text: '  });' },
    ],
  },
  problems: { errors: 2, warnings: 5, change: { errors: 2, warnings: -1 } },
  git: {
    branch: 'main',
    commit: '4f2c9e1',
    subject: 'Round prices half to even',
    changedFiles: 3,
    sinceGood: {
      count: 2,
      commits: [
        { id: '4f2c9e1', subject: 'Round prices half to even' },
        { id: '9b0d3aa', subject: 'Show the tax in the cart' },
      ],
    },
  },
  output: { text: colouredOutput(renderedOutput(testOutput)), missing: 0 },
  rerun: 'cd /home/ada/my-app && npm test',
  openLink: 'https://vscode.dev/redirect?url=vscode%3A%2F%2Ffile%2Fhome%2Fada%2Fmy-app',
};

/** A report whose output is longer than a mail shows. */
export const longReport: Report = {
  ...fullReport,
  output: {
    text: Array.from({ length: 300 }, (_, index) => `[${index + 1}/300] compiling module${index + 1}.cpp`).join('\n'),
    missing: 12_345,
  },
};

/** Every text from outside tries to pass for something else. */
export const hostileReport: Report = {
  ...noReport,
  user: '<b>eve</b>',
  remote: '"onload=alert(1)',
  firstError: {
    message: `<img src=x onerror=alert(1)> ${'e'.repeat(10_000)}\u0000\u202e`,
    place: { path: '../<script>/"a".ts', line: 1, link: 'javascript:alert(1)' },
    lines: [{ number: 1, text: `\t<script>${'\u202e"'.repeat(5_000)}` }],
  },
  problems: { errors: 1_000_000, warnings: 0, change: { errors: 0, warnings: -3 } },
  git: {
    branch: `feature/${'😀'.repeat(500)}`,
    commit: '<i>',
    subject: '--> <!-- ]]> <style>body{display:none}</style>',
    changedFiles: 0,
    sinceGood: {
      count: 5_000,
      commits: Array.from({ length: 5_000 }, (_, index) => ({ id: `c${index}`, subject: '"'.repeat(1000) })),
    },
  },
  output: {
    text: [
      '</pre><script>alert(1)</script>',
      `${esc}2J${esc}H\u0007\u0000\u009b31mred`,
      'a\u202eb\u2066c\ufeffd\u2028e\ud800f',
      // A colour for each character, in endless lines.
      ...Array.from({ length: 100 }, () =>
        Array.from({ length: 1_000 }, (_, index) => `${esc}38;2;${index % 255};${(index * 7) % 255};0m"`).join(''),
      ),
    ].join('\n'),
    missing: 0,
  },
  rerun: `echo '${'"&<>'.repeat(2_000)}'`,
  openLink: 'https://example.com/"><script>alert(1)</script>',
  summary: `It failed.\r\n\r\n<a href="https://example.com">Click</a> ${'!'.repeat(5_000)}`,
};
