import { beginnings } from './beginnings';
import { Heads } from './heads';
import type { SecretSpan } from './secretSpan';

/** So many first characters of a fixed part decide whether its pattern is tried. */
const headLength = 3;

/**
 * Tokens that are recognised by their own form, with their owner. Each begins with fixed characters and is bounded,
 * or is a run that begins where no such character comes before: so no text is searched more than once for long.
 */
const forms: readonly (readonly [label: string, pattern: string, fixedParts?: readonly string[]])[] = [
  ['AWS', '(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])'],
  ['AWS', 'ABSK[A-Za-z0-9+/]{100,150}={0,2}'],
  ['GitHub', 'gh[pousr]_[A-Za-z0-9]{30,255}'],
  ['GitHub', 'github_pat_[A-Za-z0-9_]{40,255}'],
  ['GitLab', 'gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[A-Za-z0-9_.-]{18,255}'],
  ['GitLab', 'GR1348941[A-Za-z0-9_-]{20,40}'],
  ['Slack', 'xox[abeoprs]-[A-Za-z0-9-]{10,255}'],
  ['Slack', 'xapp-\\d-[A-Za-z0-9-]{20,255}'],
  ['Stripe', '(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,255}'],
  ['Stripe', 'whsec_[A-Za-z0-9+/=]{20,255}'],
  ['Anthropic', 'sk-ant-[A-Za-z0-9_-]{20,255}'],
  ['OpenAI', 'sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,255}'],
  ['OpenAI', 'sk-[A-Za-z0-9]{32,64}(?![A-Za-z0-9])'],
  ['OpenRouter', 'sk-or-v1-[0-9a-f]{40,80}'],
  ['Groq', 'gsk_[A-Za-z0-9]{40,80}'],
  ['xAI', 'xai-[A-Za-z0-9]{60,120}'],
  ['Replicate', 'r8_[A-Za-z0-9]{30,60}'],
  ['Perplexity', 'pplx-[A-Za-z0-9]{40,80}'],
  ['Hugging Face', '(?:hf|api_org)_[A-Za-z]{30,80}(?![A-Za-z0-9])'],
  ['Hugging Face', 'hf_[A-Za-z0-9]{30,80}'],
  ['npm', 'npm_[A-Za-z0-9]{30,80}'],
  ['PyPI', 'pypi-[A-Za-z0-9_-]{40,255}'],
  ['Docker', 'dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,80}'],
  ['RubyGems', 'rubygems_[0-9a-f]{40,60}'],
  ['NuGet', 'oy2[a-z0-9]{43}(?![a-z0-9])'],
  ['crates.io', 'cio(?=[A-Za-z]{0,20}\\d)[A-Za-z0-9]{32}(?![A-Za-z0-9])'],
  ['Twilio', 'SK[0-9a-f]{32}(?![0-9a-zA-Z])'],
  ['SendGrid', 'SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{16,64}'],
  ['Mailgun', '(?:key|pubkey)-[0-9a-f]{32}(?![0-9a-zA-Z])'],
  ['Mailgun', '[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![0-9a-fA-F-])'],
  ['Brevo', 'xkeysib-[0-9a-f]{60,70}-[A-Za-z0-9]{10,20}'],
  ['Mailchimp', '[0-9a-f]{32}-us\\d{1,2}(?![0-9a-zA-Z])', ['-us']],
  ['Postmark or Resend', 're_[A-Za-z0-9]{8,12}_[A-Za-z0-9]{16,40}'],
  ['Telegram', '\\d{8,10}:AA[A-Za-z0-9_-]{32,34}(?![A-Za-z0-9_-])', [':AA']],
  ['Discord', '[MNO][A-Za-z0-9_-]{23,28}\\.[A-Za-z0-9_-]{6,7}\\.[A-Za-z0-9_-]{27,45}'],
  ['Google', 'AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])'],
  ['Google', 'ya29\\.[A-Za-z0-9_.-]{20,2000}'],
  ['Google', 'GOCSPX-[A-Za-z0-9_-]{20,40}'],
  ['Google', '1//0[A-Za-z0-9_-]{30,120}'],
  ['Azure DevOps', '[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}', ['AZDO']],
  ['Azure', '[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{34}', ['8Q~']],
  [
    'Azure',
    '[A-Za-z0-9+/]{76,86}(?:\\+ASt|AzCa|ACDb|APIM|AAAA)[A-Za-z0-9+/]{4,12}==',
    ['+ASt', 'AzCa', 'ACDb', 'APIM', 'AAAA'],
  ],
  ['Shopify', 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}'],
  ['DigitalOcean', 'do[opr]_v1_[0-9a-f]{64}'],
  ['Linear', 'lin_(?:api|oauth)_[A-Za-z0-9]{32,80}'],
  ['Notion', '(?:ntn|secret)_[A-Za-z0-9]{40,60}'],
  ['Vault', 'hv[sbr]\\.[A-Za-z0-9_-]{20,300}'],
  ['Vault', 's\\.(?=[A-Za-z]{0,20}\\d)[A-Za-z0-9]{24}(?![A-Za-z0-9])'],
  ['Terraform', '[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{40,80}', ['.atlasv1.']],
  ['Doppler', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9._-]{30,80}'],
  ['PlanetScale', 'pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{30,80}'],
  ['Databricks', 'dapi[0-9a-f]{32}(?:-\\d)?'],
  ['Grafana', 'gl(?:c|sa)_[A-Za-z0-9+/_=]{28,400}'],
  ['Tailscale', 'tskey-[a-z]{2,10}-[A-Za-z0-9-]{10,80}'],
  ['Fly.io', '(?:fo1_|fm[12][ar]?_)[A-Za-z0-9+/_=-]{20,800}'],
  ['Postman', 'PMAK-[0-9a-f]{24}-[0-9a-f]{34}'],
  ['Atlassian', 'AT(?:ATT|CTT|BB)[A-Za-z0-9_=-]{20,300}'],
  ['Sentry', 'sntry[su]_[A-Za-z0-9+/=_-]{40,400}'],
  ['New Relic', 'NRAK-[A-Z0-9]{27}'],
  ['Square', '(?:sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{20,60}|EAAA[A-Za-z0-9_-]{60})'],
  ['Heroku', 'HRKU-[A-Za-z0-9_-]{36,80}'],
  ['CircleCI', 'CCI(?:PAT|PRJ)_[A-Za-z0-9_]{20,100}'],
  ['Figma', 'fig[dopu]r?_[A-Za-z0-9_-]{40,80}'],
  ['Supabase', '(?:sbp|sb_secret)_[A-Za-z0-9_-]{28,80}'],
  ['Vercel', 'vc[a-z]_[A-Za-z0-9]{24,80}'],
  ['Netlify', 'nfp_[A-Za-z0-9]{36}'],
  ['Airtable', 'pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}'],
  ['1Password', 'ops_eyJ[A-Za-z0-9+/_=-]{40,1200}'],
  ['age', 'AGE-SECRET-KEY-1[A-Z0-9]{50,70}'],
  ['Artifactory', 'AKCp[A-Za-z0-9]{60,80}'],
  ['SonarQube', 'sq[apu]_[0-9a-f]{40}'],
  ['Buildkite', 'bk(?:ua|a[jt])_[A-Za-z0-9]{36,80}'],
  ['Pulumi', 'pul-[0-9a-f]{40}'],
  ['Clojars', 'CLOJARS_[0-9a-f]{60}'],
  ['Dropbox', 'sl\\.[A-Za-z0-9_-]{100,300}'],
  ['PayPal', 'access_token\\$(?:production|sandbox)\\$[0-9a-z]{16}\\$[0-9a-f]{32}'],
  ['PayPal', 'access_token\\$(?:production|sandbox)\\$[0-9a-f]{32}'],
  ['LangSmith', 'lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}'],
  ['Alibaba', 'LTAI[A-Za-z0-9]{12,30}(?![A-Za-z0-9])'],
  ['Artifactory', 'cmVmdGtuOj[A-Za-z0-9+/=]{40,120}'],
  ['Contentful', 'CFPAT-[A-Za-z0-9_-]{40,60}'],
  ['Dynatrace', 'dt0[a-z]\\d{2}\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}'],
  ['EasyPost', 'EZ[AT]K[A-Za-z0-9]{50,70}'],
  ['Adafruit', 'aio_[A-Za-z0-9]{28}(?![A-Za-z0-9])'],
  ['Asana', '[12]\\/\\d{14,18}(?:\\/\\d{14,18})?:[0-9a-f]{32}'],
  ['Prefect', 'pn[ub]_[A-Za-z0-9]{36}'],
  ['Typeform', 'tfp_[A-Za-z0-9_-]{40,70}'],
  ['Hugging Face', 'api_org_[A-Za-z0-9]{30,40}'],
  ['ntfy', 'tk_[A-Za-z0-9]{29}(?![A-Za-z0-9])'],
  ['Intercom', 'dG9rO[A-Za-z0-9+/=_-]{40,80}'],
  ['Amazon MWS', 'amzn\\.mws\\.[0-9a-f-]{36}'],
  ['ElevenLabs', 'sk_[0-9a-f]{48}(?![0-9a-zA-Z])'],
  ['Mapbox', 'sk\\.eyJ[A-Za-z0-9_-]{20,200}\\.[A-Za-z0-9_-]{10,60}'],
  ['Anyscale', 'esecret_[A-Za-z0-9]{20,60}'],
  ['Cohere or Cloudflare', 'v1\\.0-[0-9a-f]{24}-[0-9a-f]{146}'],
  ['LaunchDarkly', '(?:sdk|api|mob)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'],
  ['Rootly, Render, Railway', '(?:rootly|rnd|rlw)_[A-Za-z0-9]{28,80}'],
  ['Zuplo, Svix, Clerk', '(?:zpka|testsk|sk)_(?:live|test|prod)?_?[A-Za-z0-9]{32,100}(?![A-Za-z0-9])'],
  ['Facebook', 'EAA(?:B|C|G|M)[A-Za-z0-9]{80,300}'],
];

const runs: readonly (readonly [label: string, pattern: RegExp, fixedParts: readonly string[]])[] = [
  // Also with its signature cut off, and with the five parts of an encrypted one.
  ['JWT', /(?<![\w-])ey[IJ][\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*){0,3}/g, ['eyJ', 'eyI']],
  [
    'private key',
    /(?<![A-Za-z0-9+/])LS0tLS1CRUdJTi(?:BQUklWQVR|BSU0Eg|BFQyB|BPUEVOU1NI|BFTkNSWVBURU|BEU0Eg|BQR1AgUFJJ)[A-Za-z0-9+/=]+/g,
    ['LS0tLS1'],
  ],
  [
    'password hash',
    /(?<![\w$])\$(?:2[abxy]|1|5|6|7|y|apr1|argon2(?:i|d|id)|scrypt)\$[A-Za-z0-9./$=,+]{20,200}/g,
    ['$'],
  ],
  // The secret half after an id.
  [
    'AWS',
    /(?<=(?:AKIA|ASIA)[A-Z2-7]{16}\W{1,8}(?:\w{1,30}\W{1,4})?)(?=[A-Za-z/+]{0,38}\d)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g,
    ['AKIA', 'ASIA'],
  ],
  ['Slack', /(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9+/_-]{20,200}/g, ['hooks.slack.com']],
  ['Discord', /(?<=discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{10,25}\/)[\w-]{20,200}/g, ['webhooks/']],
  ['Teams', /(?<=webhook\.office\.com\/webhookb2\/)[A-Za-z0-9@/-]{40,300}/g, ['webhook.office.com']],
  ['Google Chat', /(?<=chat\.googleapis\.com\/v1\/spaces\/\w{1,40}\/messages\?)\S{20,400}/g, ['chat.googleapis.com']],
  ['Zapier', /(?<=hooks\.zapier\.com\/hooks\/catch\/)\d{4,12}\/[\w-]{4,40}/g, ['hooks.zapier.com']],
  ['IFTTT', /(?<=maker\.ifttt\.com\/\S{1,100}\/key\/)[\w-]{16,60}/g, ['maker.ifttt.com']],
  ['conda', /(?<=\/t\/)[a-z]{2}-[0-9a-f-]{30,50}(?=\/)/g, ['/t/']],
  [
    'signature',
    /(?<=[?&](?:X-Amz-Signature|X-Amz-Security-Token|X-Goog-Signature|signature)=)[\w%+/=.-]{20,2000}/gi,
    ['ignature=', 'Security-Token='],
  ],
  [
    'grant',
    /(?<=[?&](?:code|oauth_verifier|oauth_token|access_token|id_token|refresh_token|client_secret|assertion|ticket)=)(?=[^\s&"'#]{0,60}\d)[^\s&"'#]{12,4000}/gi,
    ['code=', 'oauth_', '_token=', 'client_secret=', 'assertion=', 'ticket='],
  ],
  ['Kaggle', /(?<="username":"[\w-]{1,60}","key":")[0-9a-f]{32}/g, ['"key":"']],
  ['Telegram', /(?<=\/bot)\d{6,12}:[\w-]{30,60}/g, ['/bot']],
];

const compiled = forms.map(([label, pattern, fixedParts = beginnings(pattern, headLength)]) => {
  return { label, pattern: new RegExp(`(?<![A-Za-z0-9])${pattern}`, 'g'), fixedParts };
});
const all = [...compiled, ...runs.map(([label, pattern, fixedParts]) => ({ label, pattern, fixedParts }))];

/** Fixed parts by their first characters, with the form that needs one of them. */
const byHead = new Map<string, { readonly part: string; readonly form: (typeof all)[number] }[]>();
const heads = new Heads(headLength);
const isShort = ({ length }: string): boolean => length < headLength;
/** Those without a fixed part, or with one that is too short to be looked for with the others. */
const alone = all.filter(({ fixedParts }) => fixedParts.length === 0 || fixedParts.some(isShort));
for (const form of all)
  for (const part of form.fixedParts) {
    if (isShort(part)) continue;
    const head = part.slice(0, headLength);
    heads.add(head);
    byHead.set(head, [...(byHead.get(head) ?? []), { part, form }]);
  }

/** Forms whose exact length is known, although longer ones are matched too. */
const complete =
  /^(?:gh[pour]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}|npm_[A-Za-z0-9]{36}|hf_[A-Za-z]{34}|gsk_[A-Za-z0-9]{52}|sk-or-v1-[0-9a-f]{64}|rubygems_[0-9a-f]{48}|r8_[A-Za-z0-9]{37}|dckr_pat_[A-Za-z0-9_-]{27}|SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}|sbp_[0-9a-f]{40}|lin_api_[A-Za-z0-9]{40})$/;

/** Whether nothing more can belong to the token. */
export function isComplete(token: string): boolean {
  return complete.test(token);
}

export function tokenSecrets(text: string): readonly SecretSpan[] {
  // Most texts have none: to look for all fixed parts at once costs as much as one pattern.
  const wanted = new Set(alone);
  heads.each(text, 0, text.length, (at) => {
    for (const { part, form } of byHead.get(text.slice(at, at + headLength)) ?? [])
      if (text.startsWith(part, at)) wanted.add(form);
  });
  const found: SecretSpan[] = [];
  for (const { label, pattern } of wanted)
    for (const { index, 0: token } of text.matchAll(pattern))
      found.push({ start: index, end: index + token.length, kind: 'token', label });
  return found;
}
