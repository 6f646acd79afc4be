/** Who wrote a line of an SMTP conversation; `note` is ours, for what is not a line (connected, TLS started …). */
export type Speaker = 'client' | 'server' | 'note';

/** One line of an SMTP conversation, secrets masked before it gets here. */
export interface TranscriptLine {
  /** Milliseconds since the conversation began. */
  readonly at: number;
  readonly speaker: Speaker;
  readonly text: string;
}

/** The conversation with a server, in order. */
export type Transcript = readonly TranscriptLine[];

/** How a speaker is marked wherever a conversation is shown. */
export const speakerMarks: Record<Speaker, string> = { client: 'C:', server: 'S:', note: '--' };

/** The conversation as plain text, one line each, the way a mail administrator expects to read it. */
export function transcriptText(transcript: Transcript): string {
  return transcript
    .map((line) => `${String(line.at).padStart(6)} ${speakerMarks[line.speaker]} ${line.text}`)
    .join('\n');
}
