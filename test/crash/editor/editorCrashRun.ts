import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import type { Message } from '../../../src/model/letter/message';
import { usualPlan } from '../../../src/outbox/store/verdict';
import { everyOffer, HarshSmtpServer, type Moment } from '../../support/harshSmtpServer';
import type { CrashReport } from '../crashRun';
import { CrashEditor, type EditorMoment } from './crashEditor';
import type { ExtensionHost } from './extensionHost';
import type { Note } from './journal';
import type { StoreFolder } from './storeFolder';
import { everyRun } from '../../support/everyRun';

/** When a host is killed: at any time, while several mails wait for a server that says nothing, or in that moment. */
export type Aim = 'any time' | 'waiting' | EditorMoment | Moment;

export interface EditorCrashPlan {
  readonly browser: Browser;
  /** The packed extension. */
  readonly vsix: string;
  /** One kill for each, in that order; where its moment does not come it is tried once more at the end. */
  readonly aims: readonly Aim[];
  /** Milliseconds after which no further kill is begun. */
  readonly time: number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** What a run left behind. */
export interface EditorCrashReport extends CrashReport {
  /** The moments in which hosts were killed. */
  readonly met: readonly Aim[];
  /** What the hosts told, in order. */
  readonly notes: readonly Note[];
  /** Every message as it was first seen on the disk, by id. */
  readonly frozen: ReadonlyMap<string, Message>;
  /** The ids of messages whose body on the disk is another one in the end. */
  readonly altered: readonly string[];
  /** The runs that mails were written about, each with the ids of those mails. */
  readonly mails: ReadonlyMap<string, readonly string[]>;
}

/** How long a moment is waited for. */
const aimTime = 8_000;
/** How long a life lasts before its moment is waited for, or before it ends at any time, at most. */
const prelude = 1_500;
const lifetime = 4_500;
/** How long the last host may take to send what is left. */
const drainTime = 240_000;
/** Longer than a mail in doubt waits before it is repeated, and than the first two waits after a failure. */
const night = 11 * 60_000;
/** Longer than any wait, with its jitter: a mail that failed in three lives has to wait longer than a night. */
const lastNight = 2 * Math.max(...usualPlan.waits);

/** Kills the extension hosts of a real editor while tasks end in it; in the end one may finish in peace. */
export async function editorCrashRun(plan: EditorCrashPlan): Promise<EditorCrashReport> {
  const { browser, vsix, random } = plan;
  const server = await HarshSmtpServer.start(random);
  server.offers = everyOffer;
  const editor = await CrashEditor.start({ browser, vsix, settings: settingsFor(server.port) }).catch(
    async (error: unknown) => {
      await server.stop();
      throw error;
    },
  );
  const met: Aim[] = [];
  const complaints: string[] = [];

  /** Lets a host live until its moment has come, and kills it. Answers whether it came. */
  const strike = async (host: ExtensionHost, aim: Aim): Promise<boolean> => {
    server.isSilent = aim === 'waiting';
    server.harshness = aim === 'any time' ? 0.08 : 0.01;
    await sleep(random() * (aim === 'any time' ? lifetime : prelude));
    const end = performance.now() + (aim === 'any time' ? 0 : aimTime);
    let isMet = aim === 'any time';
    const hit = (moment: Aim): void => {
      if (moment !== aim || isMet) return;
      isMet = true;
      host.kill();
    };
    server.onMoment = editor.onMoment = hit;
    if (isMet) host.kill();
    while (!isMet && performance.now() < end) {
      await sleep(10);
      if (waiting(editor.store) >= 4) hit('waiting');
    }
    server.onMoment = editor.onMoment = () => undefined;
    if (!isMet) host.kill();
    return isMet;
  };

  try {
    const aims = [...plan.aims];
    const last = performance.now() + plan.time;
    let again = plan.aims.length;
    let kills = 0;
    let host = await editor.born();
    for (let aim = aims.shift(); aim !== undefined; aim = aims.shift()) {
      const isMet = await strike(host, aim);
      kills += 1;
      if (isMet) met.push(aim);
      else if (again-- > 0) aims.push(aim);
      if (performance.now() > last) aims.length = 0;
      const isLast = aims.length === 0;
      if (isLast) editor.journal.tell('last', '');
      // Before the next host is there: what one life began to be refused, the last would have to wait for.
      server.harshness = 0;
      server.isSilent = false;
      await host.gone();
      editor.look();
      editor.store.age(isLast ? lastNight : night);
      host = await editor.born();
    }
    const end = performance.now() + drainTime;
    while (editor.journal.of('idle').length === 0 || open(editor.store) > 0) {
      if (performance.now() > end) {
        const left = [...editor.store.entries().values()].filter(({ state }) => state !== 'sent' && state !== 'dead');
        const isIdle = editor.journal.of('idle').length > 0;
        throw new Error(`not all was over in time; idle: ${String(isIdle)}, left: ${JSON.stringify(left)}`);
      }
      await sleep(50);
    }
    editor.look();
    const { accepted, store, journal } = editor;
    const notes = journal.notes;
    for (const { word, what } of notes) if (word === 'unmailed') complaints.push(`${word} ${what}`);
    return {
      kills,
      accepted,
      arrivals: server.arrivals,
      entries: store.entries(),
      complaints,
      setAside: store.setAside(),
      met,
      notes,
      frozen: store.messages,
      altered: store.altered(),
      mails: store.runs(),
    };
  } catch (error) {
    await editor.keepEvidence();
    throw error;
  } finally {
    await editor.stop();
    await server.stop();
  }
}

/** How many mails wait, and nobody is sending them. */
function waiting(store: StoreFolder): number {
  return [...store.entries().values()].filter(({ state }) => state === 'queued').length;
}

/** How many mails are neither sent nor given up. */
function open(store: StoreFolder): number {
  return [...store.entries().values()].filter(({ state }) => state !== 'sent' && state !== 'dead').length;
}

/** An account of that server, and nothing that keeps a mail from being written, sent and kept. */
function settingsFor(port: number): Record<string, unknown> {
  const account = {
    id: 'harsh',
    name: 'Harsh',
    provider: 'custom',
    email: 'ada@example.com',
    host: '127.0.0.1',
    port,
    security: 'none',
    authentication: false,
    fromAddress: 'ada@example.com',
    recipients: ['grace@example.org'],
  };
  return {
    'mailWhenDone.accounts': [account],
    'mailWhenDone.rules': everyRun(),
    'mailWhenDone.historyEntries': 5_000,
    'mailWhenDone.mailsPerMinute': 5_000,
    'mailWhenDone.mailsPerDay': 5_000,
  };
}
