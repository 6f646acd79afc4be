import assert from 'node:assert/strict';
import { colouredOutput, plainOutput } from '../../../../src/model/output/renderedOutput';
import { renderedOutput } from '../../../../src/model/output/renderedOutput';

const esc = '\u001b';
const coloured = (output: string): string => colouredOutput(renderedOutput(output));

describe('plainOutput', () => {
  const table: readonly [string, string, string][] = [
    [
      'npm, which erases its spinner',
      `${esc}[1G${esc}[0K⠙${esc}[1G${esc}[0K⠹${esc}[1G${esc}[0K\r\nadded 12 packages in 3s\r\n${esc}[1G${esc}[0K`,
      '\nadded 12 packages in 3s\n',
    ],
    [
      'cargo, whose bar is overwritten by the next line',
      `   Compiling serde v1.0.219\r\n    Building [=====>      ] 1/3: serde     \r${esc}[K   Compiling app v0.1.0\r\n    Building [=========>  ] 2/3: app(bin)\r${esc}[K    Finished \`release\` profile in 2.31s\r\n`,
      '   Compiling serde v1.0.219\n   Compiling app v0.1.0\n    Finished `release` profile in 2.31s\n',
    ],
    [
      'pip, which redraws a line with its cursor hidden',
      `Downloading numpy.whl (17.1 MB)\r\n${esc}[?25l   ${esc}[90m━━━${esc}[0m 1.0/17.1 MB\r${esc}[2K   ${esc}[32m━━━━━━${esc}[0m 17.1/17.1 MB\r\n${esc}[?25hInstalling\r\n`,
      'Downloading numpy.whl (17.1 MB)\n   ━━━━━━ 17.1/17.1 MB\nInstalling\n',
    ],
    [
      'tqdm, which only goes back',
      '\r  0%|    | 0/3\r 33%|█   | 1/3\r100%|████| 3/3\ndone\n',
      '100%|████| 3/3\ndone\n',
    ],
    [
      'docker compose, which goes up and erases each of its lines',
      `[+] Running 0/2\r\n - db  Pulling\r\n - web Pulling\r\n${esc}[3A${esc}[2K[+] Running 1/2\r\n${esc}[2K - db  Pulled\r\n${esc}[2K - web Pulling\r\n${esc}[3A${esc}[0J[+] Running 2/2\r\n - db  Pulled\r\n - web Pulled\r\n`,
      '[+] Running 2/2\n - db  Pulled\n - web Pulled\n',
    ],
    [
      'vitest, which erases several lines upwards',
      `one\r\ntwo\r\nthree${esc}[2K${esc}[1A${esc}[2K${esc}[1A${esc}[2K${esc}[Gend\r\n`,
      'end\n\n',
    ],
    ['a shorter text over a longer one', 'Downloading\rDone', 'Doneloading'],
    ['a screen that is cleared: what was printed stays', `before\r\n${esc}[2J${esc}[Hafter\r\n`, 'before\nafter\n'],
    ['a compiler that watches', `${esc}cStarting\r\n${esc}cFound 0 errors.\r\n`, 'Starting\nFound 0 errors.\n'],
    ['a full-screen program that has ended', `$ less\r\n${esc}[?1049htext${esc}[5;5Hmore${esc}[?1049l$ `, '$ less\n$ '],
    ['characters taken out and put in', `abcdef${esc}[4D${esc}[2P${esc}[1@!`, 'ab!ef'],
    ['a long line that is edited', `${'x'.repeat(300)}\r${esc}[1@!${esc}[2@ab`, `!ab${'x'.repeat(300)}`],
    ['a width that is asked for', `${esc}[9999C${esc}[6n\rend`, `end`],
  ];
  for (const [title, output, expected] of table) {
    it(`renders ${title}`, () => assert.equal(plainOutput(output), expected));
  }
});

describe('colouredOutput', () => {
  it('keeps only the colours within each line', () => {
    const output = `${esc}]0;title\u0007${esc}[1m${esc}[31mone\r\ntwo${esc}[0m ${esc}[2Kthree${esc}[38;5;208;4m!`;
    assert.equal(coloured(output), `${esc}[1;31mone${esc}[0m\n${' '.repeat(4)}three${esc}[4;38;5;208m!${esc}[0m`);
  });

  it('does not confuse the colour of an underline with another one', () => {
    for (const underline of ['58;2;255;0;0', '58;5;9', '58:2::255:0:0', '58;2;4;1;7'])
      assert.equal(coloured(`${esc}[31;${underline};1mred`), `${esc}[1;31mred${esc}[0m`, underline);
    assert.equal(coloured(`${esc}[31;59mred`), `${esc}[31mred${esc}[0m`);
  });

  it('changes nothing the second time', () => {
    const output = `a ${esc}[1;7;32mgood${esc}[27;22m one${esc}[39m ${esc}[48;2;9;8;7mdark${esc}[m\r\n${esc}[4:3mcurly${esc}[38:2::1:2:3mrgb`;
    const once = coloured(output);
    assert.equal(coloured(once), once);
    assert.match(once, /38;2;1;2;3/);
  });
});

describe('an output made to grow', () => {
  for (const [what, line] of [
    ['by putting in', `ab\r${`${esc}[1000@`.repeat(4)}\n`],
    ['by putting in with few characters', `a\r${esc}[9@${`${esc}[9@`.repeat(100)}\n`],
    ['by going to the right', `${esc}[9999Gx\n`],
    ['by going on to the right', `${`${esc}[9999Cx`.repeat(4)}\n`],
    ['by going down', `${esc}[9999B\n`],
  ] as const)
    it(`stays within bounds: ${what}`, () => {
      const output = line.repeat(Math.floor(65_536 / line.length));
      assert.ok(plainOutput(output).length <= 30 * output.length, `${plainOutput(output).length}`);
    });
});
