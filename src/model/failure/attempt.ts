/**
 * Who wrote a line of an SMTP conversation; a `note` is ours, for events that are not lines (connected, TLS started
 * …).
 */
export type Speaker = 'client' | 'server' | 'note';

/** One line of an SMTP conversation. Secrets are masked before it gets here. */
export interface TranscriptLine {
  /** Milliseconds since the conversation began. */
  readonly at: number;
  readonly speaker: Speaker;
  readonly text: string;
}

/** The conversation with a server, in order. */
export type Transcript = readonly TranscriptLine[];

/** How a speaker is marked where a conversation is shown. */
export const speakerMarks: Record<Speaker, string> = { client: 'C:', server: 'S:', note: '--' };

/** The conversation as plain text, one line each, in the form that mail administrators expect. */
export function transcriptText(transcript: Transcript): string {
  return transcript
    .map((line) => `${String(line.at).padStart(6)} ${speakerMarks[line.speaker]} ${line.text}`)
    .join('\n');
}

/** The steps of sending one mail, in order. */
export const steps = ['resolve', 'connect', 'tls', 'signIn', 'sender', 'recipients', 'message', 'accepted'] as const;

export type Step = (typeof steps)[number];

/** `skipped`: the account does not need this step (no TLS, no sign-in). */
export type StepState = 'waiting' | 'running' | 'done' | 'skipped' | 'failed';

/** How far a send has come: the state of each step, with a detail (an address, a TLS version) or the empty text. */
export type Progress = Readonly<Record<Step, { readonly state: StepState; readonly detail: string }>>;

/** The progress before the first step. */
export function noProgress(): Progress {
  return nothing;
}

const nothing = Object.fromEntries(steps.map((step) => [step, { state: 'waiting', detail: '' }])) as Progress;
