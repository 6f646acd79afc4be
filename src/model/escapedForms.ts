/**
 * A text as programs write it where some of its characters may not stand as they are: in JSON of several makers, HTML and XML,
 * URLs, shells, SQL, C and Python, and byte by byte.
 */
export function escapedForms(text: string): readonly string[] {
  const bytes = Array.from(new TextEncoder().encode(text));
  const json = JSON.stringify(text).slice(1, -1);
  const url = encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''));
  // All that RFC 3986 reserves.
  const strict = url.replace(/[!'()*]/g, (sign) => `%${hex(sign.charCodeAt(0))}`);
  return [
    json,
    json.replaceAll('/', '\\/'),
    // JSON in JSON, as logs have it.
    JSON.stringify(json).slice(1, -1),
    // Go; Python; both together.
    ...[/[&<>]/g, /[^\0-\x7f]/g, /[&<>]|[^\0-\x7f]/g].map((signs) => json.replace(signs, unicode)),
    // .NET, and PHP where it is told to.
    json.replaceAll('\\"', '"').replace(/["&'+<>`]|[^ -~]/g, unicode),
    url,
    strict,
    url.replaceAll('%20', '+'),
    strict.replaceAll('%20', '+'),
    ...htmlForms(text),
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", `'"'"'`),
    text.replaceAll("'", "''"),
    text.replaceAll("'", "\\'"),
    text.replaceAll('\\', '\\\\').replaceAll("'", "\\'"),
    text.replace(/["$\\`]/g, '\\$&'),
    text.replace(/[^\w\u0080-\uffff]/g, '\\$&'),
    // printf %q of bash.
    text.replace(/[^\w@%+=:,./\u0080-\uffff-]/g, '\\$&'),
    ...['', ':', ' ', '-'].map((between) => bytes.map(hex).join(between)),
    ...['%', '\\x', '0x'].map((before) => bytes.map((byte) => before + hex(byte)).join('')),
    bytes.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${hex(byte)}`)).join(''),
  ];
}

/** Quotes and `>` need not be escaped everywhere, and have several names. */
function htmlForms(text: string): readonly string[] {
  const least = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return ['>', '&gt;'].flatMap((greater) =>
    ['"', '&quot;', '&#34;'].flatMap((quote) =>
      ["'", '&#39;', '&apos;', '&#x27;', '&#039;'].map((single) =>
        least.replaceAll('>', greater).replaceAll('"', quote).replaceAll("'", single),
      ),
    ),
  );
}

function unicode(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
