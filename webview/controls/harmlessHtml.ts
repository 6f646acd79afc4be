/** The HTML of a mail, made fit for a frame. */
export interface HarmlessHtml {
  readonly source: string;
  /** Where its links lead, each one once. They do nothing in the frame, which could only show an error. */
  readonly links: readonly string[];
  /** It names pictures on the internet; they are not loaded. */
  readonly hasRemote: boolean;
}

// The frame's sandbox and the page's own policy, which the frame inherits, forbid all of this already. Taking it out as
// well spares a mail's reader the errors, and closes what a policy does not cover: looking up a name beforehand.
const forbidden = 'script, link, base, meta[http-equiv], iframe, frame, object, embed';
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
/** What a mail client shows a mail on, unless the mail says otherwise. */
const paper =
  'html { background: #fff; color: #000; color-scheme: light; font-family: sans-serif } a { color: #0645ad; text-decoration: underline }';

/** Takes everything from the HTML of a mail that could run, load or lead away. */
export function harmlessHtml(html: string): HarmlessHtml {
  const mail = new DOMParser().parseFromString(html, 'text/html');
  const hasRemote = mail.querySelector('[src^="http" i], [src^="//"], [background^="http" i]') !== null;
  for (const found of mail.querySelectorAll(forbidden)) found.remove();
  const links = new Set<string>();
  for (const anchor of mail.querySelectorAll('a[*|href], area[*|href]')) {
    const address = anchor.getAttribute('href') ?? anchor.getAttribute('xlink:href') ?? '';
    if (address.startsWith('#')) continue;
    anchor.removeAttribute('href');
    anchor.removeAttribute('xlink:href');
    anchor.setAttribute('title', address);
    if (/^(?:https?|mailto):/i.test(address)) links.add(address);
  }
  const meta = mail.createElement('meta');
  meta.httpEquiv = 'Content-Security-Policy';
  meta.content = policy;
  const style = mail.createElement('style');
  style.textContent = paper;
  mail.head.prepend(meta, style);
  return { source: `<!doctype html>${mail.documentElement.outerHTML}`, links: [...links], hasRemote };
}
