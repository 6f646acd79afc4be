import type { FailureCause } from '../../model/failure/failure';

/** The command that the server refused. */
export type Asked = (typeof asked)[number];
const asked = ['greeting', 'EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA'] as const;

export function isAsked(word: string): word is Asked {
  return (asked as readonly string[]).includes(word);
}

/** Words that mean the same whatever the code says, and often whatever was asked. */
export interface Meaning {
  readonly cause: FailureCause;
  readonly says: RegExp;
  /** Words that look the same but speak of something else. */
  readonly unless?: RegExp;
  /** The commands after which they mean this; all of them if left out. */
  readonly after?: readonly Asked[];
  /** They mean this in a temporary refusal (4yz), too: either no time mends it, or the cause passes by itself. */
  readonly alsoTemporary?: true;
  /** They mean something else where the reply speaks of a recipient. */
  readonly ofAccount?: true;
  /** They mean this only to accounts that sign in, or only to those that do not. */
  readonly signsIn?: boolean;
}

const signIn: readonly Asked[] = ['AUTH'];
const mail: readonly Asked[] = ['MAIL', 'RCPT', 'DATA'];
/** Whatever user, mailbox or domain a server speaks of here is usually the one that sends. */
const own: readonly Asked[] = ['AUTH', 'MAIL', 'DATA'];

const aDay = String.raw`(?:\bdaily\b|\b(?:per|a|each|every|one|this) day\b|/ ?day\b|\btoday\b|\b24[ -]?h|tomorrow|next day|\bmonth(?:ly)?\b|\bweek(?:ly)?\b)`;
const anHour = String.raw`(?:\bhour(?:ly|s)?\b|\bhrs?\b|\bminutes?\b|\bmins?\b|\bseconds?\b|\bsecs?\b|/ ?[hms]\b)`;
const stopped =
  '(?:suspend(?:ed)?|disabled|deactivated|de-activated|(?<!\\bhas )blocked|locked|frozen|restricted|terminated|banned|inactive|expired|closed|on hold|not (?:yet )?(?:been )?(?:active|activated|approved|validated))';
/** What one signs in with, and what is wrong with it. */
const secret = String.raw`(?:user ?(?:name|id)?|log-?in|e-?mail|address|mailbox|account|credentials?|pass(?:words?|phrase|code)|key|token)`;
const wrong = String.raw`(?:incorrect|invalid|wrong|bad|unknown|unrecogni[sz]ed|mismatch|expired|no such|not (?:the|accepted|found|correct|valid|recogni[sz]ed|known|match\w*|exist)|do(?:es)? ?n.?t (?:exist|match))`;
/** The server speaks of a part of itself that does not work. */
const ofServer = String.raw`\b(?:server|system|service|backend|daemon|database|ldap|sql)\b(?: (?:is|was|are|currently|temporarily|search|look-?up|query)){0,3} (?:unavailable|not available|down|unreachable|busy|overloaded|fail\w*|error|problem|timed? ?out)(?!;)|\binternal (?:\w+ )?(?:error|failure|problem)`;
/** What there is too much of in one mail. */
const ofTheMail =
  /\b(?:hops?|loop|received|headers?|lines?|size|length|score|spam|virus\w*|attach\w*|mime|parts?|links?|ur[il]s?|octets|bytes|nest\w*)\b/i;
/** What is blocked is the way to the server, or a part of the mail. */
const ofWay = String.raw`\bips?\b|\bhost\b|\bmechanism\b|dnsbl|\brbl\b|spamhaus|\b(?:country|countries|region|location)\b`;
const ofBody = String.raw`\bcontain|\bcontent\b|\bsubject\b|\battach|\bur[il]s?\b|\blinks?\b|phish|\bvirus|malware`;
const ofOther = new RegExp(`${ofWay}|${ofBody}`, 'i');
const notRelayed = String.raw`\brelay(?:ing)? (?:access |is |was )*(?:denied|disallowed|rejected|refused|prohibited|forbidden|not (?:allowed|permitted))|not (?:allowed|permitted|authori[sz]ed) to relay|(?:unable to|can ?not|can't|won't|do(?:es)?(?:n't| not)) relay|\brcpthosts\b|\b5\.7\.(?:54|64)\b`;
const listedNames =
  'dnsbl|rbl|spamhaus|spamcop|barracuda(?:central)?|sorbs|uceprotect|abuseat|psbl|mailspike|nixspam|senderscore|cloudmark';

/**
 * The words of servers, the most telling first: the first row that fits counts. From the lists of SMTP errors of Google
 * (support.google.com/a/answer/3726730), Microsoft (learn.microsoft.com, “Fix issues with … SMTP client submission” and
 * “NDR error codes”), Netease (help.mail.163.com) and Zoho, from the sources of Postfix, Exim and go-smtp, and from
 * reports of users. replyCause.test.ts has real replies for each, replyKinds.test.ts many words for the same.
 */
export const meanings: readonly Meaning[] = [
  // Signing in.
  {
    cause: 'needsStartTls',
    says: /must issue a starttls|starttls (?:is )?(?:required|first)|encryption (?:is )?required|must use (?:tls|encryption)|\b5\.7\.10\b|\b5\.7\.11\b/i,
  },
  {
    // QQ lists all that it may be; the password is what a person can look after.
    cause: 'passwordRefused',
    says: /account is abnormal.{0,80}password is incorrect/i,
    after: signIn,
  },
  {
    cause: 'signInThrottled',
    says: /too (?:many|much) (?:[\w-]+ ){0,3}?(?:auth\w*|log-?ins?|log-?ons?|sign-?ins?|passwords?)\b|(?:auth|log-?in|sign-?in)\S* (?:rate|attempts?|errors?) .{0,40}(?:exceed|limit)|\bauth\w* too many/i,
    alsoTemporary: true,
  },
  {
    cause: 'signInThrottled',
    says: /too many (?:failed |recent |unsuccessful |wrong )?(?:attempts|tries|failures|errors)|attempts exceeded|rate.?limit|throttl|temporarily (?:locked|blocked|disabled|suspended|banned)|\block-?out|brute.?force|login frequency/i,
    after: signIn,
    alsoTemporary: true,
  },
  {
    cause: 'appPasswordRequired',
    says: /\bapp(?:lication)?[ -]?specific|\bapp(?:lication)? ?-?password|invalidsecondfactor|\b5\.7\.9\b.*google|log in (?:via|with|through|in) your (?:web )?browser|weblogin|authori[sz]ation code|授权码|授權碼/i,
    alsoTemporary: true,
  },
  {
    cause: 'passwordSignInOff',
    says: /basic auth\w* (?:is |has been )?(?:disabled|not (?:supported|enabled|allowed))|\b5\.7\.30\b|smtpclientauthentication is disabled|security defaults|did not meet the criteria|conditional access/i,
    alsoTemporary: true,
  },
  {
    cause: 'passwordSignInOff',
    says: /\b(?:smtp|pop3?|imap4?)\b\S*(?: (?:auth\w*|access|service|client|protocol|is|has|been|was)){0,4} (?:disabled|denied|closed|not (?:been )?(?:enabled|allowed|open(?:ed)?|activated))|(?:enable|activate|turn on|open) (?:the )?(?:smtp|imap|pop3)|access rights to this service|has no permission|(?:oauth2?|xoauth2) (?:is )?(?:required|only)|only (?:supports? )?x?oauth|\buse x?oauth|modern auth/i,
    after: ['AUTH', 'MAIL'],
    alsoTemporary: true,
  },
  {
    // The server's own trouble, whatever the code. Before the password, which is often named with it.
    cause: 'busy',
    says: new RegExp(
      String.raw`${ofServer}|\bconnect(?:ion|ing)?\b.{0,20}\b(?:lost|refused|reset|failed|timed ?out|to\b.{0,20}\bauth)|\bauth\w* (?:is )?(?:temporarily )?(?:unavailable|not available)|look(?:ing)?[ -]?up\b.{0,30}\b(?:fail|error)|\btempor\w+ (?:auth\w*|log-?in|look-?up)`,
      'i',
    ),
    after: signIn,
    alsoTemporary: true,
  },
  {
    // go-smtp, so Proton Mail Bridge and maddy, says it with 454; Microsoft with 5.7.139.
    cause: 'passwordRefused',
    says: new RegExp(
      String.raw`\b${wrong} (?:[\w/]+ ){0,3}?${secret}\b|${secret}\b.{0,40}\b${wrong}\b|credentials?\b.{0,30}\b(?:bad|rejected|refused)\b|\binvalid auth|password (?:change|transition)|\b[45]\.7\.12\b`,
      'i',
    ),
    unless: /mechanism|auth\w* (?:type|method|scheme)|\bauth (?:login|plain)\b|\bcommand|\bip address|\b5\.5\.4\b/i,
    after: signIn,
    alsoTemporary: true,
  },
  { cause: 'passwordSignInOff', says: /\b5\.7\.139\b/ },

  // Whom a server forwards mail for.
  {
    cause: 'signInRequired',
    says: new RegExp(`${notRelayed}|client host rejected: access denied`, 'i'),
    unless: /\bsaid\b/i,
    after: mail,
    alsoTemporary: true,
    signsIn: false,
  },
  {
    // Who has signed in may send to anybody, from the right address.
    cause: 'senderRefused',
    says: new RegExp(notRelayed, 'i'),
    unless: /\bsaid\b/i,
    after: mail,
    alsoTemporary: true,
    signsIn: true,
  },

  // The provider has stopped the account.
  {
    cause: 'recipientUnverified',
    says: /authori[sz]ed recipients|for test(?:ing)? purposes only|only send test(?:ing)? e-?mails|demo domains?|can only be used to send|sandbox\S*\b.{0,80}(?:not allowed|only|limited)|\b(?:trial|free|test|demo) accounts?\b.{0,40}\bonly\b|only send (?:[\w-]+ ){0,2}?to (?:verified|authori[sz]ed|your own)/i,
    after: mail,
    alsoTemporary: true,
  },
  {
    cause: 'accountBlocked',
    says: /unusual sending activity|outbound ?spam|wascl useraction|bad outbound sender|\b5\.1\.8\b.{0,40}(?:access denied|blocked)|\b5\.7\.50[123]\b|\b5\.7\.7[0-4]\d\b|(?:account|user|mailbox|sender) (?:is |was |has been |may be )?compromised|account (?:is )?under review|(?:verify|confirm|activate) your (?:[\w-]+ ){0,2}?(?:account|e-?mail|identity|phone)|\bsending (?:e-?mails? |mails? )?(?:is |has been |was )(?:disabled|paused|suspended|blocked|stopped)|\bsending\b.{0,30}\b(?:disabled|paused|suspended|blocked|stopped)\b.{0,20}\baccount\b/i,
    alsoTemporary: true,
  },
  {
    cause: 'accountBlocked',
    says: /payment (?:is )?required|unpaid|past due|\b(?:insufficient|not enough|no|out of) (?:[\w-]+ )?(?:funds|balance|money)\b|balance (?:is )?(?:too low|insufficient|negative|exhausted)|(?:subscription|trial)(?: period)? (?:is |has )?(?:expired|ended|inactive|over)/i,
    alsoTemporary: true,
  },
  {
    cause: 'accountBlocked',
    says: new RegExp(
      String.raw`\b(?:your|sender'?s?|sending|outgoing|outbound|authenticated|smtp|submission) (?:[\w'-]+ ){0,3}?(?:account|mailbox|users?|subscription|plan|profile|organi[sz]ation|tenant|service|e-?mails?|mails?|messages|privileges?|rights?)\b.{0,60}\b(?:${stopped}|revoked|paused|not (?:allowed|permitted|enabled))|\byour (?:[\w'-]+ )?domain\b.{0,60}\b${stopped}|request activation|account (?:is |was )?not (?:yet )?(?:been )?(?:activated|approved|validated|verified)|\b(?:you|user|account|customer)\b.{0,60} not (?:allowed|permitted|authori[sz]ed|able) to send(?: any)?(?: out(?:going|bound))?(?: e-?mails?| mails?| messages?)?(?: at (?:this|the) (?:time|moment)| yet)?\s*(?:[.,;:!([]|$)`,
      'i',
    ),
    unless: new RegExp(
      String.raw`${ofWay}|${ofBody}|\breach\b|your (?:e-?mails?|mails?|messages?) (?:to|was|were|has|have|is|contain)`,
      'i',
    ),
    alsoTemporary: true,
    ofAccount: true,
  },
  {
    cause: 'accountBlocked',
    says: new RegExp(String.raw`\b(?:account|username|log-?in|customer)\b.{0,60}\b${stopped}|\b5\.7\.13\b`, 'i'),
    unless: ofOther,
    alsoTemporary: true,
    ofAccount: true,
  },
  {
    cause: 'accountBlocked',
    says: new RegExp(
      String.raw`\b(?:mailbox|user|domain)\b(?: \S+)?? (?:(?:is|was|has been|currently|temporarily) ){0,2}${stopped}`,
      'i',
    ),
    unless: ofOther,
    after: own,
    alsoTemporary: true,
    ofAccount: true,
  },

  // Sizes and mailboxes have limits and quotas, too, so they come before those on mails sent.
  {
    // X.2.2 of RFC 3463, or words for it. “Quota” alone is not enough.
    cause: 'mailboxFull',
    says: /^\d{3}[ -][45]\.2\.2\b|\b(?:mailbox|inbox|recipient)\b.{0,40}\b(?:full\b|over ?quota|quota exceeded|out of storage)|\b(?:over ?quota|quota exceeded)\b.{0,20}\bmailbox/i,
    unless: /per (?:minute|hour|day)|\/ ?(?:min|hour|day)|hourly|daily|sending|outgoing/i,
    after: mail,
    alsoTemporary: true,
  },
  {
    // A quota of which no more is said: at RCPT it is the recipient's.
    cause: 'mailboxFull',
    says: /\bover ?quota\b|\bquota (?:is |has been )?exceeded/i,
    unless:
      /\b(?:mails?|e-?mails?|messages?|sending|outgoing|sent|submission|your)\b|per (?:minute|hour|day)|\/ ?(?:min|hour|day)|hourly|daily/i,
    after: ['RCPT'],
    alsoTemporary: true,
  },
  {
    // RFC 5321 section 4.2.3 has these words for 552.
    cause: 'mailboxFull',
    says: /exceed\w* (?:its |the )?storage allocation/i,
    unless: /\b5\.3\.4\b|\bsize\b|too (?:big|large)/i,
    after: mail,
    alsoTemporary: true,
  },
  {
    cause: 'tooBig',
    says: /\b[45]\.3\.4\b|\b5\.2\.3\b|too (?:big|large)|(?:message|maximum|mail) size|size limit|exceed\w* .{0,20}size/i,
    unless: /per (?:second|minute|hour|day)/i,
    after: mail,
  },

  // The network that this computer is in.
  {
    cause: 'ehloRefused',
    says: /hel+o command rejected|helo (?:name )?(?:rejected|invalid)|invalid (?:helo|ehlo)|\b5\.7\.506\b/i,
  },
  {
    cause: 'addressListed',
    says: new RegExp(
      String.raw`client host\b.{0,120}\b(?:blocked|rejected)|blocked using|\b(?:${listedNames})\b|\b(?:ips?|hosts?|clients?|network|connection|(?:your|network|source) address)\b.{0,80}\b(?:black-? ?list\w*|block-? ?list\w*|deny-? ?list\w*|listed|banned|blocked|rejected|reputation|not accepted|not (?:authori[sz]ed|allowed) to (?:send|connect))\b|\b(?:ips?|networks?|country|countries|regions?|locations?|vpns?|proxy|proxies)\b.{0,80}\b(?:blocked|restrict\w*|not (?:accepted|allowed|permitted))\b|\b\d{1,3}(?:\.\d{1,3}){3}\b.{0,30}\b(?:listed|blocked|banned|black-?listed)\b|\b(?:black|block|deny)-? ?list\w*\b.{0,40}\bips?\b|\b(?:bad|poor|low) reputation|banned sending ip|\b(?:HL:(?:REP|IPB|IFC|IHU)|DT:RBL)\b|\[BL\d+\]|\bBL\d{6}\b|\b(?:bad|black) ip\b|reverse (?:dns|hostname)|\bptr\b|(?:\d{1,3}\.){3}\d{1,3}\W{0,2} (?:is |was )?(?:found |listed )?(?:in|on|at) (?:[a-z\d-]+\.)+[a-z]{2,}\b|\b(?:dynamic|residential|dial-?up) (?:ip|host|address)|\b[45]\.7\.25\b|\b5\.7\.511\b|\b5\.7\.6(?:0[6-9]|[1-4]\d)\b`,
      'i',
    ),
    unless:
      /\bur[il]s?\b|\blinks?\b|web ?sites?|surbl|uribl|message contains|\b(?:sender|sending|recipient|from|mailfrom|helo)\b (?:e-?mail |mail )?(?:address|domain)|\bdbl\b|gr[ea]y-? ?list|not listed|too many|per (?:second|minute|hour|day)/i,
    alsoTemporary: true,
  },
  {
    // Whatever a list is of, if it is of no sender, recipient or content, then it is of callers.
    cause: 'addressListed',
    says: /(?:black|block|deny)-? ?list/i,
    unless: new RegExp(String.raw`${ofBody}|\b(?:words?|phrases?|file|sender|domain)\b|not listed`, 'i'),
    alsoTemporary: true,
    ofAccount: true,
  },
  {
    // Before anything of a mail was said, only the caller can be on a list.
    cause: 'addressListed',
    says: /\bbanned\b/i,
    after: ['greeting', 'EHLO'],
    alsoTemporary: true,
  },

  // The address that the account sends as.
  {
    cause: 'signInRequired',
    says: /not logged in|(?<!\b(?:sender|domain|address) (?:is |was )?)not authenticated|(?:log|sign) ?in first|please (?:log|sign) ?in|\bauthentication (?:is )?required|must (?:first )?authenticate/i,
    unless: /unauthenticated email|\b(?:spf|dkim|dmarc)\b/i,
    after: mail,
  },
  {
    cause: 'senderRefused',
    says: /send(?:as|onbehalfof)?denied|\bsendas|\bsend ?as\b|\b5\.7\.60\b|not owned by (?:user|auth)|disallowed as|not local sender|invalid return path|sender signature|sender identity|unconfigured sending domain|not (?:allowed|permitted|authori[sz]ed) to (?:send|use) (?:as|from|on behalf|mail from|with (?:the |this )?(?:from|sender))|authori[sz]ed to send from|\b(?:sender|domain|from|address)\b.{0,60} not (?:allowed|permitted|authori[sz]ed) to send(?! (?:e-?mails? |mails? )?to\b)|\b(?:mail ?from|from|sender|envelope|return[- ]path)\b.{0,60}(?:must|should) (?:be|match|equal)\b|\bDT:SUM\b/i,
    after: mail,
    alsoTemporary: true,
  },
  {
    cause: 'senderRefused',
    says: /\b(?:from|sender|sending|envelope)\b (?:e-?mail |mail )?(?:address|domain|header|field)\b.{0,60}\b(?:not (?:yet |been )*(?:authori[sz]ed|authenticated|allowed|permitted|registered|confirmed|configured|found in your)|unauthori[sz]ed)|unauthori[sz]ed (?:[\w-]+ )?(?:sender|from|sending|domain)\b|not (?:allowed|permitted|authori[sz]ed) to use (?:this|that|the) |(?:can ?not|can't|may not|must not) send (?:[\w-]+ )?(?:from|as)\b|not (?:one of|an? (?:valid )?alias|an? address of|among) (?:your|yours)\b|not an? (?:[\w-]+ )?alias\b|\b(?:do|does) ?n.?t own\b|\b(?:do|does) not own\b/i,
    after: mail,
    alsoTemporary: true,
    ofAccount: true,
  },
  {
    // At RCPT it may be the domain of a recipient.
    cause: 'senderRefused',
    says: /\bdomain\b(?: \S+)?? (?:is |was |has )?(?:not (?:yet |been )*(?:registered|authori[sz]ed|authenticated|allowed|configured)|unauthori[sz]ed|unregistered)\b/i,
    unless: new RegExp(ofBody, 'i'),
    after: ['MAIL', 'DATA'],
    alsoTemporary: true,
    ofAccount: true,
  },
  {
    cause: 'senderRefused',
    says: /(?:black|block|deny)-? ?list/i,
    unless: new RegExp(String.raw`${ofBody}|\b(?:words?|phrases?|file)\b|not listed`, 'i'),
    after: mail,
    ofAccount: true,
  },
  {
    cause: 'senderRefused',
    says: /(?:not|isn't) (?:yet |been )*verified|unverified (?:sender|address|e-?mail|domain|from)|\b(?:must be|add and) (?:verif(?:ied|y)|validated?)|sender (?:address )?(?:is |was |has )?(?:not |un)(?:been )?(?:valid(?:ated)?|verified|authori[sz]ed|allowed|permitted|recogni[sz]ed|registered|known)\b|sender (?:is |was |has been )?(?:blocked|banned|suspended)\b/i,
    unless: /recipient|rcpt|\busers?\b/i,
    after: mail,
    alsoTemporary: true,
  },
  {
    cause: 'senderRefused',
    says: /sender address rejected|sender verif\w* failed|\binvalid (?:from|sender|envelope|return[- ]path)\b|sender mismatch|not use .{0,60} as (?:the )?sender|only send from verified|(?:sender|sending|from) (?:e-?mail )?(?:address|domain)\b.{0,60}\b(?:blocked|denied|invalid|not (?:configured|accepted|allowed|authori[sz]ed|valid|permitted|one of))|(?:from|sender) (?:address|header) .{0,40}(?:not|match|mismatch)|\b5\.7\.(?:2[036]|509|515|750)\b|(?:sender|sending|from|mailfrom)\b (?:address|domain)\b.{0,60}\b(?:listed|blacklisted)|\bdmarc\b|sender is unauthenticated|\b(?:spf|dkim)\b.{0,40}\b(?:fail|invalid|not pass|reject|softfail|required|missing)/i,
    unless: /\bur[il]s?\b|\blinks?\b|reputation/i,
    after: mail,
  },

  // Limits on mails sent. What counts by the hour is over before what counts by the day.
  { cause: 'quota', says: limitOn(aDay), alsoTemporary: true },
  { cause: 'busy', says: limitOn(anHour), alsoTemporary: true },
  {
    cause: 'quota',
    says: /\b[45]\.4\.5\b|\b[45]\.7\.23[23]\b|\b[45]\.1\.90\b|\b(?:MI:STC|RP:TRC)\b|\bcredits?\b.{0,40}(?:limit|exceeded|exhausted|used up|reached|insufficient)|(?:no|out of|insufficient|not enough) (?:more |e?-?mail )?credits|(?:plan|package|subscription)\b.{0,40}(?:limit|quota|exceeded|reached)/i,
    alsoTemporary: true,
  },
  {
    cause: 'quota',
    says: new RegExp(
      String.raw`submissionquotaexceeded|sending limit|exceed\w* .{0,40}\b(?:outgoing|sending)\b.{0,20}limit|\bquotas?\b|${usedUp('(?:allotment|allowance)')}`,
      'i',
    ),
    unless: ofTheMail,
  },
  {
    cause: 'busy',
    says: new RegExp(
      String.raw`\btoo (?:many|much|fast|quickly)\b|throttl|slow down|(?:rate|speed|frequency|(?:hour|minute|second)(?:ly)?).?limit|\brate (?:is |was )?too high|receiving mail at a rate|\b(?:MI:SFQ|RP:QRC)\b|${usedUp('(?:limits?|rates?|max(?:imum)?|number)')}`,
      'i',
    ),
    unless: ofTheMail,
  },
  // A permanent code, and words that are not.
  {
    cause: 'busy',
    says: new RegExp(
      String.raw`try (?:it )?(?:again )?later|try again in|temporarily\b|temporary (?:error|failure|problem|block|local|look-?up|server|system)|${ofServer}|^5\d\d[ -]5\.3\.[12]\b`,
      'i',
    ),
  },
];

/** That there is no more of it. */
function usedUp(what: string): string {
  const gone = String.raw`(?:exceed\w*|reached|hit|over|exhausted|used up)`;
  return String.raw`\b${what}\b.{0,40}\b${gone}\b|\b${gone}\b.{0,40}\b${what}\b`;
}

/** A limit, counted over such a time. */
function limitOn(time: string): RegExp {
  const limit = String.raw`\b(?:only \d+|too (?:many|much|fast)|(?:rate|over)?limit\w*|quota\w*|exceed\w*|max(?:imum)?|allowance|allotment|used up|throttl\w*)\b`;
  return new RegExp(`^(?=.*${limit})(?=.*${time})`, 'i');
}
