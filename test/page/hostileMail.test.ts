import assert from 'node:assert/strict';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aSandboxEntry } from './accountEntries';
import { sandboxClient } from './sandboxClient';
import { closeTabs, openSettings } from './settingsForm';

describe('a hostile mail in the sandbox inbox', () => {
  const reached: string[] = [];
  let spy: Server;
  let address: string;

  before(async () => {
    spy = createServer((request, response) => {
      reached.push(String(request.url));
      response.end();
    });
    spy.on('connection', () => reached.push('a connection'));
    await new Promise<void>((resolve) => spy.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(spy.address() as AddressInfo).port}`;
  });
  after(() => spy.close());

  it('shows its text, runs nothing, loads nothing and leads nowhere', async () => {
    const form = await openSettings(aSandboxEntry());
    await form.isSaved('ready');
    const { workbench } = form;
    await closeTabs(workbench);
    await workbench.openContainer('Mail When Done');
    const client = await sandboxClient(workbench);
    await client.send(hostile(address));
    const errors = workbench.consoleErrors.length;

    await workbench
      .treeItems(/Sandbox Inbox/i)
      .filter({ hasText: 'You won' })
      .first()
      .click();
    const mail = workbench.webview();
    await mail.getByRole('heading', { level: 1, name: 'You won <script>' }).waitFor();
    const inside = mail.frameLocator('iframe');
    await inside.getByText('The end of the mail').waitFor();
    await mail.getByText('Pictures from the internet are not loaded.').waitFor();
    // The locator looks into shadow roots, too.
    assert.equal(
      await inside
        .locator(
          'script, link, iframe, frame, object, embed, base, template, svg, math, form, meta[http-equiv=refresh]',
        )
        .count(),
      0,
    );
    assert.equal(await inside.getByText('A letter of the shadow').count(), 0);
    assert.equal(await inside.locator('td[bgcolor="#eeeeee"][style] b').innerText(), 'A cell');
    assert.equal(await inside.locator('a[href]').count(), 0);
    assert.deepEqual(await mail.locator('.links a').allInnerTexts(), [`${address}/click`]);
    // A click into the mail is the most a reader does there.
    await inside.getByText('Click here').click();
    await inside.getByRole('button', { name: 'Send' }).click();
    for (const name of ['Text', 'Headers', 'Source', 'HTML']) {
      await mail.getByRole('tab', { name, exact: true }).click();
      await mail.getByRole('tabpanel', { name, exact: true }).waitFor();
    }
    await inside.getByText('The end of the mail').waitFor();

    // Not what the browser reports, to which a request that its policy stopped is a request too.
    assert.deepEqual(reached, []);
    for (const frame of workbench.page.frames()) {
      assert.equal(await frame.evaluate(() => 'pwned' in globalThis || document.title === 'pwned'), false);
    }
    // Chromium says what it did not do. The errors that are left to the end of the suite are those nobody expects.
    const said = workbench.consoleErrors.splice(errors);
    assert.deepEqual(
      said.filter((error) => !/Content Security Policy|Blocked form submission/.test(error)),
      [],
    );
  });
});

function hostile(address: string): string {
  return `From: =?utf-8?q?=3Cimg_src=3Dx_onerror=3D"top.pwned=3D1"=3E?= <evil@example.org>
To: dev@example.org
Subject: You won <script>top.pwned = 1</script>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><head>
<base href="${address}/base/">
<meta http-equiv="refresh" content="0; url=${address}/refresh">
<link rel="stylesheet" href="${address}/style.css">
<link rel="preconnect" href="${address}"><link rel="dns-prefetch" href="//127.0.0.1">
<style>@import url(${address}/import.css); body { background: url(${address}/background.png) }
@font-face { font-family: f; src: url(${address}/font.woff) } p { font-family: f }</style>
<script>globalThis.pwned = parent.pwned = 1; document.title = 'pwned'; fetch('${address}/fetch')</script>
<script src="${address}/script.js"></script>
</head><body onload="globalThis.pwned = 1; fetch('${address}/onload')" background="${address}/body.png">
<img src="${address}/pixel.png"><img srcset="${address}/set.png 2x"><img src=x onerror="fetch('${address}/onerror')">
<picture><source srcset="${address}/picture.png"><img></picture>
<video src="${address}/video.mp4" poster="${address}/poster.png" autoplay></video><audio src="${address}/audio.mp3" autoplay></audio>
<svg><image href="${address}/svg.png"/><use href="${address}/use.svg#a"/><script>parent.pwned = 1</script></svg>
<iframe src="${address}/frame"></iframe><iframe srcdoc="<script>top.pwned = 1</script>"></iframe>
<object data="${address}/object"></object><embed src="${address}/embed">
<p style="background: url('${address}/inline.png')">Dear winner,</p>
<a href="${address}/click" ping="${address}/ping" target="_top">Click here</a> <a href="javascript:parent.pwned=1">or here</a>
<form action="${address}/form" target="_top"><button>Send</button></form>
${hidden(address)}
<table><tr><td bgcolor="#eeeeee" style="padding: 4px"><b>A cell</b></td></tr></table>
<p>The end of the mail</p>
</body></html>
`;
}

/** What a sanitizer that only looks for elements of the document does not see, or what changes when parsed again. */
function hidden(address: string): string {
  const frame = `<iframe src="${address}/hidden"></iframe>`;
  const shadow = `A letter of the shadow ${frame}<img src="${address}/shadow.png"><a href="${address}/shadow">a link</a>
<link rel="stylesheet" href="${address}/shadow.css"><link rel="preconnect" href="${address}">`;
  return `<div><template shadowrootmode="open">${shadow}</template></div>
<div><template shadowrootmode="closed">${shadow}</template></div>
<p><span><template ShadowRootMode=OPEN shadowrootdelegatesfocus>${shadow}</template></span></p>
<template><div><template shadowrootmode="open">${shadow}</template></div></template>
<div><template shadowrootmode="open"><div><template shadowrootmode="open">${shadow}</template></div></template></div>
<table><template shadowrootmode="open"><tr><td>${shadow}</td></tr></template></table>
<svg><a><animate attributeName="href" values="${address}/animate"/><text y="20">a drawn link</text></a></svg>
<svg><a xlink:href="${address}/xlink"><set attributeName="href" to="${address}/set"/><text y="20">another</text></a></svg>
<svg><foreignObject>${frame}<div><template shadowrootmode="open">${shadow}</template></div></foreignObject></svg>
<svg><image><set attributeName="href" to="${address}/set.png"/></image><style>@import url(${address}/svg.css)</style></svg>
<math href="${address}/math"><mtext><table><mglyph><style><!--</style>${frame}--></style></mglyph></table></mtext></math>
<svg></p><style><a id="</style>${frame}">x</a></style></svg>
<noscript>${frame}<p title="</noscript>${frame}">x</p></noscript><textarea><p title="</textarea>${frame}"></textarea>
<base href="${address}/base2/"><meta http-equiv="refresh" content="0; url=${address}/refresh2">
<object data="${address}/object2"><embed src="${address}/embed2">${frame}</object><applet code="${address}/applet"></applet>
<form action="${address}/form2"><input type="image" src="${address}/input.png"><button formaction="${address}/button">Go</button></form>
<video><source src="${address}/source.mp4"><track src="${address}/track.vtt" default></video>
<img src="${address}/lazy.png" loading="lazy"><link rel="preload" as="image" imagesrcset="${address}/preload.png">
<frameset><frame src="${address}/frameset"></frameset><portal src="${address}/portal"></portal>`;
}
