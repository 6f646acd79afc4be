/** The HTML of a mail, made safe to show in a frame. */
export interface HarmlessHtml {
  readonly source: string;
  /** The targets of its links, each once. Links are disabled in the frame, where following one could only fail. */
  readonly links: readonly string[];
  /** It refers to pictures on the internet, which are not loaded. */
  readonly hasRemote: boolean;
}

// The frame's sandbox and the page's policy, which the frame inherits, forbid all of this already. Removing it as well
// avoids errors in the console and covers what no policy forbids: DNS prefetching.
const forbidden = 'script, link, base, meta[http-equiv], iframe, frame, object, embed';
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
/** The defaults of a mail client, for a mail without styles of its own. */
const paper =
  'html { background: #fff; color: #000; color-scheme: light; font-family: sans-serif } a { color: #0645ad; text-decoration: underline }';

/** Removes everything from the HTML of a mail that could run, load something or navigate. */
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
