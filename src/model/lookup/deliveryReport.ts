import * as l10n from '@vscode/l10n';
import { oneLine } from '../oneLine';
import { whenText } from '../timeText';

/** `unknown`: it cannot be checked from here, which is nobody's fault. */
export type RowVerdict = 'ok' | 'warning' | 'problem' | 'unknown';

/** What a row is about: the domain of the sender, the domain that replies go to, or the server that sends. */
export const areas = ['sender', 'replies', 'server'] as const;
export type Area = (typeof areas)[number];

/** The result of one check. */
export interface DeliveryRow {
  readonly area: Area;
  /** What is checked, as administrators call it: SPF, Certificate … */
  readonly topic: string;
  readonly verdict: RowVerdict;
  /** What was found. */
  readonly sentence: string;
  /** What to do; empty if nothing. */
  readonly advice: string;
  /** What was found, literally, for the administrator of the domain or the server. */
  readonly facts: readonly string[];
}

/** A record may have 64 KB, and a name server may return hundreds of them. */
const longestSentence = 1_000;
const longestFact = 300;
const mostFacts = 20;

/**
 * Returns a function that makes rows of one area from the topic, the result, what to do about it, and the literal
 * facts. What DNS and servers say stands in all of them: here it becomes fit for a line of a page, a document or the
 * clipboard.
 */
export function rowOf(
  area: Area,
): (topic: string, verdict: RowVerdict, sentence: string, advice?: string, facts?: readonly string[]) => DeliveryRow {
  return (topic, verdict, sentence, advice = '', facts = []) => {
    const shown = facts.slice(0, mostFacts).map((fact) => oneLine(fact, longestFact));
    return {
      area,
      topic: oneLine(topic, longestFact),
      verdict,
      sentence: oneLine(sentence, longestSentence),
      advice: oneLine(advice, longestSentence),
      facts: facts.length > mostFacts ? [...shown, '…'] : shown,
    };
  };
}

/** All results about whether the mails of an account arrive. Complete each time, rows in a fixed order. */
export interface DeliveryReport {
  readonly senderDomain: string;
  readonly replyDomain: string;
  /** `host:port`. */
  readonly server: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly state: 'running' | 'done' | 'cancelled';
  readonly rows: readonly DeliveryRow[];
}

export function areaLabel(area: Area): string {
  switch (area) {
    case 'sender':
      return l10n.t('Domain of the From address');
    case 'replies':
      return l10n.t('Domain that answers go to');
    case 'server':
      return l10n.t('SMTP server');
  }
}

/** The domain or server that an area of a report is about. */
export function subjectOf({ senderDomain, replyDomain, server }: DeliveryReport, area: Area): string {
  return { sender: senderDomain, replies: replyDomain, server }[area];
}

export function verdictLabel(verdict: RowVerdict): string {
  switch (verdict) {
    case 'ok':
      return l10n.t('OK');
    case 'warning':
      return l10n.t('Warning');
    case 'problem':
      return l10n.t('Problem');
    case 'unknown':
      return l10n.t('Not known');
  }
}

/** The whole report in one sentence. */
export function deliverySummary({ rows, state }: DeliveryReport): string {
  if (state === 'cancelled') return l10n.t('Cancelled.');
  const count = (verdict: RowVerdict): string => String(rows.filter((row) => row.verdict === verdict).length);
  return l10n.t(
    'Problems: {0}; warnings: {1}; in order: {2}; not known: {3}.',
    count('problem'),
    count('warning'),
    count('ok'),
    count('unknown'),
  );
}

/**
 * The report as plain text that can be sent to an administrator. It contains domains and servers, but no user name.
 */
export function deliveryText(report: DeliveryReport, language: string): string {
  const parts = areas.flatMap((area) => {
    const rows = report.rows.filter((row) => row.area === area);
    return rows.length === 0
      ? []
      : [[`## ${areaLabel(area)} – ${subjectOf(report, area)}`, ...rows.map(rowText)].join('\n\n')];
  });
  const heading = [
    `# ${l10n.t('Delivery check')}`,
    l10n.t('Made by Mail When Done on {0}.', whenText(report.at, language)),
    deliverySummary(report),
    l10n.t('No mail was sent and nobody signed in for this check.'),
  ];
  return `${[heading.join('\n'), ...parts].join('\n\n')}\n`;
}

function rowText({ topic, verdict, sentence, advice, facts }: DeliveryRow): string {
  const lines = [`[${verdictLabel(verdict)}] ${topic} – ${sentence}`];
  if (advice !== '') lines.push(`    → ${advice}`);
  return [...lines, ...facts.map((fact) => `    ${fact}`)].join('\n');
}
