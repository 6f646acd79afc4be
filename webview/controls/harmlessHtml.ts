/** The HTML of a mail, made safe to show in a frame. */
export interface HarmlessHtml {
  readonly source: string;
  /** The targets of its links, each once. Links are disabled in the frame, where following one could only fail. */
  readonly links: readonly string[];
  /** It refers to pictures on the internet, which are not loaded. */
  readonly hasRemote: boolean;
}

// The frame's sandbox and the page's policy, which the frame inherits, forbid scripts, requests and navigation. Not
// everything that reaches the network is a request: DNS prefetching and a frame of another host connect to it.
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
/** The defaults of a mail client, for a mail without styles of its own. */
const paper =
  'html { background: #fff; color: #000; color-scheme: light; font-family: sans-serif } a { color: #0645ad; text-decoration: underline }';

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** The elements that are shown. Of another one only what is in it, with nothing of SVG, MathML and templates. */
const shown = set(`
  a abbr address area article aside b bdi bdo big blockquote br button caption center cite code col colgroup dd del
  details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img input ins kbd label li main map
  mark nav ol p pre q rp rt ruby s samp section small span strike strong style sub summary sup table tbody td tfoot th
  thead time tr tt u ul var wbr`);

/** The elements whose content is nothing to read, or would be read as something else in their absence. */
const dropped = set(`
  applet audio base canvas embed frame frameset iframe link math meta noembed noframes noscript object param plaintext
  script select svg template textarea title video xmp`);

/** The attributes that are kept: none of them has an address, but for those that `addressIn` lets through. */
const kept = set(`
  abbr align alink alt bgcolor border cellpadding cellspacing checked class clear color cols colspan compact coords
  datetime dir disabled face frame headers height hidden hspace id lang link media name noshade nowrap open placeholder
  readonly reversed role rowspan rules scope shape size span start style summary text title type usemap valign value
  vlink vspace width`);

/** Copies of a mail what is to be read, and nothing that could run, load something or navigate. */
export function harmlessHtml(html: string): HarmlessHtml {
  const mail = new DOMParser().parseFromString(html, 'text/html');
  const hasRemote = mail.querySelector('[src^="http" i], [src^="//"], [background^="http" i]') !== null;
  const links = new Set<string>();
  const copy = document.implementation.createHTMLDocument();
  const meta = copy.createElement('meta');
  meta.httpEquiv = 'Content-Security-Policy';
  meta.content = policy;
  const style = copy.createElement('style');
  style.textContent = paper;
  copy.head.replaceChildren(meta, style);
  const styles = [...mail.head.children].filter((child) => child.localName === 'style');
  for (const one of styles) copyNode(one, copy.head, links);
  copyAttributes(mail.documentElement, copy.documentElement);
  copyAttributes(mail.body, copy.body);
  copyContent(mail.body, copy.body, links);
  return { source: `<!doctype html>${copy.documentElement.outerHTML}`, links: [...links], hasRemote };
}

function copyContent(from: Node, to: Element, links: Set<string>): void {
  for (const child of from.childNodes) copyNode(child, to, links);
}

function copyNode(node: Node, to: Element, links: Set<string>): void {
  if (node.nodeType === Node.TEXT_NODE) to.append(node.nodeValue ?? '');
  if (!(node instanceof Element) || dropped.has(node.localName)) return;
  const { localName } = node;
  const isShown = node instanceof HTMLElement && shown.has(localName);
  const target = isShown ? to.ownerDocument.createElement(localName) : to;
  if (isShown) {
    copyAttributes(node, target);
    if (localName === 'a' || localName === 'area') disableLink(node, target, links);
    to.append(target);
  }
  copyContent(node, target, links);
}

function copyAttributes(from: Element, to: Element): void {
  for (const { name, value } of from.attributes)
    if (kept.has(name) || /^(?:aria|data)-[a-z-]+$/.test(name) || addressIn(name, value)) to.setAttribute(name, value);
}

/** Whether an attribute has an address that leads nowhere: to a picture within the mail, or to a place in it. */
function addressIn(name: string, value: string): boolean {
  return (
    (/^(?:src|background)$/.test(name) && /^data:image\//i.test(value)) || (name === 'href' && value.startsWith('#'))
  );
}

function disableLink(from: Element, to: Element, links: Set<string>): void {
  const address = from.getAttribute('href') ?? '';
  if (address === '' || address.startsWith('#')) return;
  to.setAttribute('title', address);
  if (/^(?:https?|mailto):/i.test(address)) links.add(address);
}
