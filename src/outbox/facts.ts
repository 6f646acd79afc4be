import type { Failure } from '../model/failure';
import type { Receipt } from '../model/receipt';
import type { Transcript } from '../model/transcript';
import type { End } from './verdict';

/**
 * What is known of the last attempt of a message, for people to read. Nothing here decides whether or when it is sent,
 * but for one thing: with a receipt it is sent already, whatever else is on the disk.
 */
export interface Facts {
  readonly failure?: Failure;
  readonly receipt?: Receipt;
  /** Why it was given up. */
  readonly end?: End;
  readonly transcript?: Transcript;
}

const format = 1;

export function encodeFacts(facts: Facts): Uint8Array {
  return Buffer.from(`${JSON.stringify({ format, ...facts })}\n`);
}

/** What is in the file; nothing where it is torn, as after a power cut: then less is shown, and nothing else changes. */
export function decodeFacts(bytes: Buffer): Facts {
  try {
    const { failure, receipt, end, transcript } = JSON.parse(bytes.toString('utf8')) as Facts;
    return {
      ...(typeof failure?.cause === 'string' ? { failure } : {}),
      ...(Array.isArray(receipt?.accepted) && Array.isArray(receipt.rejected) ? { receipt } : {}),
      ...(typeof end === 'string' ? { end } : {}),
      ...(Array.isArray(transcript) ? { transcript } : {}),
    };
  } catch {
    return {};
  }
}

/** What stands behind the body of a message, up to the end of its line; nothing where there is no whole line. */
export function decodeReceipt(bytes: Buffer): Facts {
  const end = bytes.indexOf(10);
  return end < 0 ? {} : decodeFacts(bytes.subarray(0, end));
}

/** Kept in memory: what is shown in a list. */
export function withoutTranscript({ failure, receipt, end }: Facts): Facts {
  return {
    ...(failure === undefined ? {} : { failure }),
    ...(receipt === undefined ? {} : { receipt }),
    ...(end === undefined ? {} : { end }),
  };
}
