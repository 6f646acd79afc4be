import * as l10n from '@vscode/l10n';
import { whenText } from './when';

/** `unknown`: it could not be told from here, which is no fault of anybody. */
export type Verdict = 'ok' | 'warning' | 'problem' | 'unknown';

/** What a row is about: the domain that mails come from, the one that answers go to, or the server that sends. */
export const areas = ['sender', 'replies', 'server'] as const;
export type Area = (typeof areas)[number];

/** One thing that was checked. */
export interface DeliveryRow {
  readonly area: Area;
  /** What is checked, in the word that administrators use: SPF, Certificate … */
  readonly topic: string;
  readonly verdict: Verdict;
  /** What was found. */
  readonly sentence: string;
  /** What to do, or the empty text where nothing is to be done. */
  readonly advice: string;
  /** What was found, literally, for whoever runs the domain or the server. */
  readonly facts: readonly string[];
}

/** Makes the rows of an area: what was found about a topic, what to do about it, and the literal facts, if any. */
export function rowOf(
  area: Area,
): (topic: string, verdict: Verdict, sentence: string, advice?: string, facts?: readonly string[]) => DeliveryRow {
  return (topic, verdict, sentence, advice = '', facts = []) => ({ area, topic, verdict, sentence, advice, facts });
}

/** What was found out about whether mails of an account arrive. Whole each time, rows in a fixed order. */
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

/** What an area of a report is about. */
export function subjectOf({ senderDomain, replyDomain, server }: DeliveryReport, area: Area): string {
  return { sender: senderDomain, replies: replyDomain, server }[area];
}

export function verdictLabel(verdict: Verdict): string {
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

/** All of it in one sentence. */
export function deliverySummary({ rows, state }: DeliveryReport): string {
  if (state === 'cancelled') return l10n.t('Cancelled.');
  const count = (verdict: Verdict): string => String(rows.filter((row) => row.verdict === verdict).length);
  return l10n.t(
    'Problems: {0}; warnings: {1}; in order: {2}; not known: {3}.',
    count('problem'),
    count('warning'),
    count('ok'),
    count('unknown'),
  );
}

/** The report as plain text, as it can be sent to an administrator. It holds domains and servers, no user name. */
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
